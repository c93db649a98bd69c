import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/core/text/cursor/verbatim";
import { extentOf, fillingOf, rewritingOf } from "../../../src/host/editor/spots";

const SOURCE = "It rained. She *opened* the ___ of ___.";
const span = (text: string, from = 0) => {
  const start = SOURCE.indexOf(text, from);
  return { start, end: start + text.length };
};
const SPOTS = { gaps: [[span("___")], [span("___", 32)]], sentence: span("She *opened* the ___ of ___.") };

function changed(source: string, changes: readonly Change[]): string {
  return [...changes]
    .reverse()
    .reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), source);
}

describe("filling the gaps", () => {
  it("changes nothing beside them", () => {
    const { changes } = fillingOf(SPOTS, ["door", "her house"]);
    expect(changed(SOURCE, changes)).toBe("It rained. She *opened* the door of her house.");
  });

  it("can be done again with other words", () => {
    const first = fillingOf(SPOTS, ["door", "her house"]);
    const text = changed(SOURCE, first.changes);
    expect(text.slice(first.after.sentence?.start, first.after.sentence?.end)).toBe(
      "She *opened* the door of her house.",
    );
    const second = fillingOf(first.after, ["letter", "a friend"]);
    expect(changed(text, second.changes)).toBe("It rained. She *opened* the letter of a friend.");
  });

  it("takes an ending's place when another is chosen", () => {
    const beginning = "She wants to";
    const at = beginning.length;
    const first = fillingOf({ gaps: [[{ start: at, end: at }]], sentence: { start: 0, end: at } }, [" go."]);
    expect(first.after).toEqual({ gaps: [[{ start: at, end: at + 4 }]], sentence: { start: 0, end: at + 4 } });
    expect(changed(changed(beginning, first.changes), fillingOf(first.after, [" be here."]).changes)).toBe(
      "She wants to be here.",
    );
  });

  it("takes out what is left of a gap in parts", () => {
    const gaps = [
      [
        { start: 0, end: 3 },
        { start: 6, end: 9 },
      ],
    ];
    expect(changed("___\n> ___ came.", fillingOf({ gaps }, ["Tom"]).changes)).toBe("Tom\n>  came.");
  });
});

it("rewrites a sentence where it differs", () => {
  const source = "It rained. She opened\nthe door.";
  const sentence = { start: 11, end: source.length };
  const { changes, after } = rewritingOf(source.slice(11), sentence, "She painted the door.");
  expect(changed(source, changes)).toBe("It rained. She painted\nthe door.");
  expect(after.sentence).toEqual({ start: 11, end: source.length + 1 });
});

it("extends from the first place to the last", () => {
  expect(extentOf(SPOTS)).toEqual(SPOTS.sentence);
  expect(extentOf({ gaps: SPOTS.gaps })).toEqual({ start: SPOTS.gaps[0][0].start, end: SPOTS.gaps[1][0].end });
});
