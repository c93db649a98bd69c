import { describe, expect, it } from "vitest";
import { FAMILIARITY_LEVELS, familiarity, quantilesOf } from "../../../src/core/metrics/familiarity";
import { seeded } from "../../../src/core/random";

/** 0 … 1000: the quantile at a level is a thousand times the level. */
const KNOWN = quantilesOf(Float64Array.from({ length: 1001 }, (_, value) => 1000 - value));

describe("familiarity", () => {
  it("takes quantiles, between values in proportion", () => {
    for (const [index, level] of FAMILIARITY_LEVELS.entries()) expect(KNOWN[index]).toBeCloseTo(1000 * level);
    expect(quantilesOf([3, 1])[FAMILIARITY_LEVELS.indexOf(0.25)]).toBe(1.5);
    expect(quantilesOf([7])).toEqual(FAMILIARITY_LEVELS.map(() => 7));
  });

  it("is the share of known sentences with less density, by that sign alone", () => {
    const of = (logDensity: number) => familiarity({ logDensity, logLikelihood: 0 }, { logDensity: KNOWN });
    expect(of(-1)).toEqual({ percentile: 0, verdict: "far" });
    expect(of(9)).toMatchObject({ verdict: "far", percentile: expect.closeTo(0.9) });
    expect(of(30)).toMatchObject({ verdict: "unusual", percentile: expect.closeTo(3) });
    expect(of(500)).toMatchObject({ verdict: "familiar", percentile: expect.closeTo(50) });
    expect(of(2000)).toMatchObject({ percentile: 100 });
  });

  it("counts the more surprising sign", () => {
    const known = { logDensity: KNOWN, logLikelihood: KNOWN };
    const p = familiarity({ logDensity: 900, logLikelihood: 20 }, known).percentile;
    expect(p).toBeCloseTo(100 * (1 - 0.98 ** 2));
    expect(familiarity({ logDensity: 20, logLikelihood: 900 }, known).percentile).toBe(p);
  });

  it("gives every percentile to as many known sentences, whose signs are independent", () => {
    const known = { logDensity: KNOWN, logLikelihood: KNOWN };
    const random = seeded(1, "familiarity");
    const draws = Array.from({ length: 5000 }, () => {
      const signs = { logDensity: 1000 * random.uniform(), logLikelihood: 1000 * random.uniform() };
      return familiarity(signs, known).percentile;
    });
    for (const percent of [5, 25, 50, 90]) {
      const below = draws.filter((percentile) => percentile < percent).length / draws.length;
      expect(Math.abs(below - percent / 100)).toBeLessThan(0.025);
    }
  });

  it("bears quantiles that are all the same", () => {
    const same = FAMILIARITY_LEVELS.map(() => 4);
    expect(familiarity({ logDensity: 4, logLikelihood: 4 }, { logDensity: same }).percentile).toBe(100);
    expect(familiarity({ logDensity: 3, logLikelihood: 4 }, { logDensity: same }).percentile).toBe(0);
  });
});
