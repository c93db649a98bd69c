import { describe, expect, it } from "vitest";
import { detectLayout } from "../../../src/core/text/layout";

const wrapped = `The watchman sees nothing, but through the roar of the wind and the
trees distinctly hears someone walking along the avenue ahead of him.
A March night, cloudy and foggy, envelopes the earth, and it seems to
the watchman that the earth, the sky, and he himself with his thoughts
are all merged together into something vast.

He can only grope his way. "Who goes there?" the watchman repeats, and
he begins to fancy that he hears whispering and smothered laughter.
`;

describe("detectLayout", () => {
  it.each([
    ["sentences", "a list of sentences", "He got a D.\nHe is a DJ.\nI'm sick. I need help.\nIt is 7:45.\n"],
    [
      "sentences",
      "pre-tokenised lines",
      "mr. <unk> is chairman of <unk> n.v. the dutch group\nhe said so\nthe <unk> fell sharply on monday in new york\nyes\n",
    ],
    [
      "sentences",
      "dictionary glosses",
      "a small dog\nthe act of walking over a long distance with no aim\nin a hurry\nsomething that is of use to somebody\n",
    ],
    ["sentences", "one line", "Hello."],
    ["sentences", "nothing", "\n \n"],
    ["wrapped", "wrapped prose", wrapped],
    ["wrapped", "wrapped prose with CRLF", wrapped.replaceAll("\n", "\r\n")],
    [
      "paragraphs",
      "a paragraph on each line",
      "It rained. We stayed in. Nobody came.\nThen it stopped. We went out.\nThe end.\n",
    ],
    ["paragraphs", "paragraphs apart", "It rained. We stayed in.\n\nThen it stopped. Out we went. Good.\n"],
  ])("%s: %s", (layout, _, sample) => {
    expect(detectLayout(sample)).toBe(layout);
  });
});
