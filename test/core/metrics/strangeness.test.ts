import { describe, expect, it } from "vitest";
import { shareOfWordsLost } from "../../../src/core/metrics/lostWords";
import { strangenessOf } from "../../../src/core/metrics/strangeness";

const SENTENCE = "A little man with rosy cheeks was more communicative.";

describe("the share of words lost", () => {
  it.each([
    [SENTENCE, SENTENCE, 0],
    ["She left.", "She left!", 0],
    ["He bought a car.", "He bought a car last week.", 2 / 6],
    [SENTENCE, "A little words of his inges are very interesting away.", 8 / 10],
    ["...", "", 0],
    ["Yes.", "", 1],
  ])("of %s, written again as %s", (text, reconstruction, share) => {
    expect(shareOfWordsLost(text, reconstruction)).toBeCloseTo(share, 10);
    expect(shareOfWordsLost(reconstruction, text)).toBeCloseTo(share, 10);
  });
});

describe("strangeness", () => {
  const lost = { text: SENTENCE, reconstruction: "Quite other words." };
  const familiar = (percentile: number) => ({ percentile, verdict: "familiar" }) as const;

  it("is the verdict, however the sentence is written again", () => {
    const written = { text: SENTENCE, reconstruction: SENTENCE };
    expect(strangenessOf({ percentile: 3, verdict: "unusual" }, written)).toBe("unusual");
    expect(strangenessOf({ percentile: 0.5, verdict: "far" }, lost)).toBe("far");
  });

  it("is that of a sentence lost, where it is less familiar than most", () => {
    expect(strangenessOf(familiar(15), lost)).toBe("lost");
    expect(strangenessOf(familiar(40), lost)).toBeUndefined();
    expect(strangenessOf(familiar(15), { text: SENTENCE, reconstruction: SENTENCE })).toBeUndefined();
    expect(strangenessOf(familiar(15))).toBeUndefined();
  });

  it("is unknown of a model that cannot tell", () => {
    expect(strangenessOf(undefined, lost)).toBeUndefined();
  });
});
