import { describe, expect, it } from "vitest";
import { componentsThatFit, fitPrior, fittingPrior } from "../../../../src/core/latent/prior/fitPrior";
import type { Posteriors } from "../../../../src/core/latent/prior/posteriors";
import { learnedPrior, standardPrior } from "../../../../src/core/latent/prior/prior";
import { seeded } from "../../../../src/core/random";
import { posteriorsFrom, THREE } from "./synthetic";

/** Posteriors whose aggregate is N(0, I). */
function standard(count: number, dimension: number): Posteriors {
  const random = seeded(5, "standard");
  const means = Float64Array.from({ length: count * dimension }, () => Math.sqrt(0.75) * random.normal());
  return { count, dimension, means, variances: new Float64Array(means.length).fill(0.25) };
}

describe("fitPrior", () => {
  it("takes as many components as held-out posteriors ask for", () => {
    const posteriors = posteriorsFrom(THREE, 3000, 2);
    const found = fitPrior(posteriors, { seed: 1 });
    expect(found.mixture.components).toHaveLength(4);
    expect(found.tried.map(({ components }) => components)).toEqual([1, 4, 16]);
    expect(found.logDensity).toBeGreaterThan(found.tried[0].logDensity + 0.3);
    expect(found.logDensity).toBeGreaterThan(found.standard + 3);
    expect(found.sentences).toBe(2700);
    expect(found.knownDensities).toHaveLength(300);
  });

  it("takes one component, and gains next to nothing, where the aggregate posterior is N(0, I)", () => {
    const found = fitPrior(standard(2000, 3), { seed: 1 });
    expect(found.mixture.components).toHaveLength(1);
    expect(Math.abs(found.logDensity - found.standard)).toBeLessThan(0.01);
  });

  it("takes the number that it is told to", () => {
    expect(fitPrior(standard(300, 3), { seed: 1, components: 7 }).mixture.components).toHaveLength(7);
  });

  it("is the same by seed", () => {
    const posteriors = posteriorsFrom(THREE, 400, 3);
    expect(fitPrior(posteriors, { seed: 4 })).toEqual(fitPrior(posteriors, { seed: 4 }));
  });

  it("is the same with pauses, of which a long fit has many", () => {
    const posteriors = standard(30_000, 24);
    const fitting = fittingPrior(posteriors, { seed: 2, components: 8 });
    let pauses = 0;
    let step = fitting.next();
    for (; !step.done; step = fitting.next()) pauses++;
    expect(pauses).toBeGreaterThan(18);
    expect(step.value).toEqual(fitPrior(posteriors, { seed: 2, components: 8 }));
  });

  it("refuses too few sentences and a latent space too wide", () => {
    expect(() => fitPrior(standard(49, 2), { seed: 1 })).toThrow("There are 49 sentences");
    expect(componentsThatFit(600)).toBe(0);
    expect(() => fitPrior(standard(60, 600), { seed: 1 })).toThrow("too wide");
    expect(() => fitPrior(standard(60, 256), { seed: 1, components: 5 })).toThrow("room for 4 components");
  });
});

describe("priors", () => {
  it("draw what they give density to, by name", () => {
    const normal = standardPrior(2);
    expect(normal.name).toBe("standard");
    expect(normal.logDensity(Float32Array.of(0, 0))).toBeCloseTo(-Math.log(2 * Math.PI));
    expect(normal.draw(seeded(1), 0)).toEqual(new Float32Array(2));
    const learned = learnedPrior(THREE);
    expect(learned.name).toBe("learned");
    const own = Array.from({ length: 200 }, (_, n) => learned.draw(seeded(1, n)));
    const mean = (of: (z: Float32Array) => number) => own.reduce((sum, z) => sum + of(z), 0) / own.length;
    expect(mean(learned.logDensity)).toBeGreaterThan(mean(normal.logDensity) + 2);
  });
});
