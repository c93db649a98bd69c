import { expect, test } from "vitest";
import { withGap } from "../../../webview/completions/gapMarking";

test.each([
  ["She [opened] the door.", "She ___ the door."],
  ["She [opened the ]door.", "She ___ door."],
  ["She op[]ened the door.", "She ___ the door."],
  ["She opened[] the door.", "She ___ the door."],
  ["She opened  [] the door.", "She opened  ___ the door."],
  ["[She opened the door.]", "___"],
  ["[]", "___"],
])("a gap where %j is marked", (marked, expected) => {
  const [from, to] = [marked.indexOf("["), marked.indexOf("]") - 1];
  expect(withGap(marked.replace(/[[\]]/g, ""), from, to)).toBe(expected);
});
