import { expect, it } from "vitest";
import { familiarityLine } from "../../src/cli/familiarity";

it("says nothing of a sentence like the others, and else how rare it is and what to do", () => {
  expect(familiarityLine({ verdict: "familiar", percentile: 40 })).toEqual([]);
  expect(familiarityLine({ verdict: "unusual", percentile: 3.2 })[0]).toMatch(/^unusual for this model: 3 % of/);
  expect(familiarityLine({ verdict: "far", percentile: 0.1 })[0]).toMatch(/^far from what .*: under 1 % of.*train/);
  expect(familiarityLine({ verdict: "far", percentile: 2 }, { sentence: "Ouch." })[0]).toMatch(
    /^"Ouch\." is far from what/,
  );
  expect(familiarityLine(undefined)).toEqual([]);
  const reading = { text: "Ouch.", reconstruction: "He went home." };
  expect(familiarityLine({ verdict: "familiar", percentile: 12 }, { reading })[0]).toMatch(/^not written back/);
});
