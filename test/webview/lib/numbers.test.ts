import { expect, test } from "vitest";
import { fixed, share } from "../../../webview/lib/numbers";

test.each([
  [-12.34, 1, "−12.3"],
  [-0.04, 1, "0.0"],
  [2, 2, "2.00"],
])("%d with %d digits", (value, digits, text) => expect(fixed(value, digits)).toBe(text));

test.each([
  [0, "0\u202f%"],
  [0.004, "<\u200a1\u202f%"],
  [0.476, "48\u202f%"],
  [1, "100\u202f%"],
])("the share %d", (value, text) => expect(share(value)).toBe(text));
