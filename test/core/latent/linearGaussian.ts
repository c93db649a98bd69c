/**
 * A model whose posterior is known: x = a ⊙ z + b + s·noise with z ~ N(0, I) has the diagonal posterior
 * N(v a (x − b) / s², v), v = 1 / (1 + a²/s²), and the gap of a bound is KL(q ‖ posterior). With the KL weight β the best
 * posterior is that of the noise √β·s.
 */
import type { LikelihoodAt } from "../../../src/core/latent/ascent";
import type { Gaussian } from "../../../src/core/latent/gaussian";

const FACTORS = [2, -0.5, 0.1, 1];
const OFFSETS = [0, 1, -1, 0.3];
const OBSERVED = [1.5, -0.2, 2, 0.3];
const NOISE = 0.6;

export const START: Gaussian = {
  mean: Float32Array.of(-0.3, 0.4, 0.5, 1),
  logVariance: Float32Array.of(0, -1, 0.5, -2),
};

/** ln N(x; a ⊙ z + b, s²) and its gradient by z. */
export const linearGaussian: LikelihoodAt = async (latents, rows) => {
  const residual = (index: number) => {
    const d = index % FACTORS.length;
    return OBSERVED[d] - FACTORS[d] * latents[index] - OFFSETS[d];
  };
  const logProbability = new Float32Array(rows);
  latents.forEach((_, index) => {
    logProbability[Math.floor(index / FACTORS.length)] += logNormal(residual(index), 0, NOISE ** 2);
  });
  const gradient = latents.map((_, index) => (FACTORS[index % FACTORS.length] * residual(index)) / NOISE ** 2);
  return { logProbability, gradient };
};

/** Mean and variance of each dimension. */
export function best(klWeight: number): { readonly mean: number; readonly variance: number }[] {
  const noise = klWeight * NOISE ** 2;
  return FACTORS.map((a, d) => {
    const variance = 1 / (1 + a ** 2 / noise);
    return { mean: (variance * a * (OBSERVED[d] - OFFSETS[d])) / noise, variance };
  });
}

/** −ln p(x) */
export const EVIDENCE = -FACTORS.reduce(
  (sum, a, d) => sum + logNormal(OBSERVED[d], OFFSETS[d], a ** 2 + NOISE ** 2),
  0,
);

/** KL(q ‖ posterior) of the start. */
export const GAP = best(1).reduce((sum, { mean, variance }, d) => {
  const [mu, v] = [START.mean[d], Math.exp(START.logVariance[d])];
  return sum + (v / variance + (mu - mean) ** 2 / variance - 1 - Math.log(v / variance)) / 2;
}, 0);

function logNormal(x: number, mean: number, variance: number): number {
  return -((x - mean) ** 2 / variance + Math.log(2 * Math.PI * variance)) / 2;
}
