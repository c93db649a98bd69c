import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { annealed, averaging, klWeight, learningRate } from "../../src/trainer/schedules";

describe("klWeight", () => {
  const options = { autoencoder: 0, annealShare: 0.4, klWeight: 0.8 };

  it("rises linearly to the final weight and stays", () => {
    const at = (progress: number) => klWeight(progress, { ...options, anneal: "linear" });
    expect(at(0)).toBe(0);
    expect(at(0.1)).toBeCloseTo(0.2, 12);
    expect(at(0.4)).toBeCloseTo(0.8, 12);
    expect(at(1)).toBeCloseTo(0.8, 12);
  });

  it("is nothing while the autoencoder trains, and then rises over its share of the rest", () => {
    const at = (progress: number) => klWeight(progress, { ...options, autoencoder: 0.5, anneal: "linear" });
    expect(at(0.49)).toBe(0);
    expect(at(0.6)).toBeCloseTo(0.4, 12);
    expect(at(0.7)).toBeCloseTo(0.8, 12);
  });

  it("is 1 / (1 + exp(−k (t − t0))) with t0 in the middle of the annealing share", () => {
    const at = (progress: number) => klWeight(progress, { ...options, anneal: "sigmoid", klWeight: 1 });
    expect(at(0.2)).toBeCloseTo(0.5, 12);
    expect(at(0)).toBeCloseTo(1 / (1 + Math.exp(6)), 12);
    expect(at(0.3)).toBeCloseTo(1 / (1 + Math.exp(-3)), 12);
  });

  it("repeats four cycles, half of each rising (Fu et al.: M = 4, R = 0.5)", () => {
    const at = (progress: number) => klWeight(progress, { ...options, anneal: "cyclical", klWeight: 1 });
    for (const cycle of [0, 0.25, 0.5, 0.75]) {
      expect(at(cycle)).toBeCloseTo(0, 12);
      expect(at(cycle + 0.0625)).toBeCloseTo(0.5, 12);
      expect(at(cycle + 0.125)).toBeCloseTo(1, 12);
      expect(at(cycle + 0.24)).toBe(1);
    }
    expect(at(1)).toBe(1);
  });

  it("is final wherever `annealed` says so", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("linear" as const, "cyclical" as const),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (anneal, annealShare, progress) => {
          const chosen = { autoencoder: 0.2, anneal, annealShare, klWeight: 0.7 };
          if (annealed(progress, chosen)) expect(klWeight(progress, chosen)).toBeCloseTo(0.7, 9);
        },
      ),
    );
  });
});

describe("learningRate", () => {
  const cosine = { learningRate: 1, schedule: "cosine" as const };

  it("warms up, holds, and ends at a twentieth", () => {
    expect(learningRate(0, 0, cosine)).toBeCloseTo(1 / 200, 12);
    expect(learningRate(0.025, 0, cosine)).toBeCloseTo(0.5, 12);
    expect(learningRate(0.2, 5000, cosine)).toBe(1);
    expect(learningRate(0.7, 5000, cosine)).toBeCloseTo(0.525, 12);
    expect(learningRate(1, 5000, cosine)).toBeCloseTo(0.05, 12);
  });

  it("falls by halves alone with the plateau schedule", () => {
    const plateau = { learningRate: 2, schedule: "plateau" as const };
    expect(learningRate(0, 0, plateau)).toBeCloseTo(2 / 200, 12);
    for (const progress of [0.2, 0.7, 1]) expect(learningRate(progress, 5000, plateau)).toBe(2);
    expect(learningRate(0.5, 5000, plateau, 3)).toBe(0.25);
    expect(learningRate(0.2, 5000, cosine, 3)).toBe(1);
  });
});

describe("averaging", () => {
  const options = { autoencoder: 0, anneal: "linear" as const, annealShare: 0.8, klWeight: 1 };

  it("is of the tail, once the KL weight is final", () => {
    const at = (progress: number, averageShare: number) => averaging(progress, { ...options, averageShare });
    expect([at(0.89, 0.1), at(0.91, 0.1)]).toEqual([false, true]);
    expect([at(0.7, 0.5), at(0.81, 0.5)]).toEqual([false, true]);
    expect([at(0.9, 0), at(1, 0)]).toEqual([false, false]);
  });
});
