/** Gradient steps against the posterior that is known to be the best. */
import { describe, expect, it } from "vitest";
import { type AscentOptions, ascent, type LikelihoodAt } from "../../../src/core/latent/ascent";
import type { Gaussian } from "../../../src/core/latent/gaussian";
import { best, linearGaussian, START } from "./linearGaussian";

const OPTIONS: AscentOptions = { steps: 400, draws: 4, learningRate: 0.1, klWeight: 1, seed: 1 };

describe("ascent", () => {
  it.each([1, 0.42])("comes to the best posterior at the KL weight %f", async (klWeight) => {
    const steps = await all({ ...OPTIONS, klWeight });
    expect(steps).toHaveLength(OPTIONS.steps);
    const { mean, logVariance } = steps[OPTIONS.steps - 1];
    best(klWeight).forEach((exact, d) => {
      expect(mean[d]).toBeCloseTo(exact.mean, 1);
      expect(logVariance[d]).toBeCloseTo(Math.log(exact.variance), 1);
    });
  });

  it("leaves the posterior that it was given as it is", async () => {
    const copy = structuredClone(START);
    await all({ ...OPTIONS, steps: 3 });
    expect(START).toEqual(copy);
  });

  it("asks for no more likelihoods once it is cancelled", async () => {
    const controller = new AbortController();
    let calls = 0;
    const stopping: LikelihoodAt = (latents, rows) => {
      if (++calls === 2) controller.abort();
      return linearGaussian(latents, rows);
    };
    await expect(all(OPTIONS, stopping, controller.signal)).rejects.toMatchObject({ code: "cancelled" });
    expect(calls).toBe(2);
  });
});

async function all(options: AscentOptions, likelihoodAt = linearGaussian, signal?: AbortSignal): Promise<Gaussian[]> {
  const steps: Gaussian[] = [];
  for await (const step of ascent(START, likelihoodAt, options, signal)) steps.push(step);
  return steps;
}
