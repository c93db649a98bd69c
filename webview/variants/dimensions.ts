/** The latent vector by dimension: the posterior of a sentence beside the aggregate of all text, those of most KL first. */
import type { EncodedText } from "../../src/core/exploration";
import type { LatentDescription } from "../../src/protocol/engine";

/**
 * Average KL in nats above which a dimension differs from the prior at all. That does not make it an active unit, one whose
 * mean varies from sentence to sentence: free bits pay for a KL that says the same of every sentence.
 */
const NOTHING = 0.01;

export interface Dimension {
  readonly index: number;
  readonly mean: number;
  readonly sigma: number;
  /** Mean and deviation over all text. */
  readonly usualMean: number;
  readonly usualDeviation: number;
  /** Average over all text, nats. */
  readonly kl: number;
}

export function dimensionsOf({ mean, logVariance }: EncodedText, latent: LatentDescription): Dimension[] {
  return Array.from(mean, (value, index) => ({
    index,
    mean: value,
    sigma: Math.exp(logVariance[index] / 2),
    usualMean: latent.mean[index] ?? 0,
    usualDeviation: latent.deviation[index] ?? 1,
    kl: latent.kl[index] ?? 0,
  })).sort((a, b) => b.kl - a.kl || a.index - b.index);
}

export function hasKl({ kl }: Dimension): boolean {
  return kl > NOTHING;
}

/** Half the height of the chart: a multiple of a half that no band goes beyond. */
export function extentOf(dimensions: readonly Dimension[]): number {
  const reaches = dimensions.map(({ mean, sigma, usualMean, usualDeviation }) =>
    Math.max(Math.abs(mean) + sigma, Math.abs(usualMean) + usualDeviation),
  );
  return Math.ceil(2 * Math.max(1, ...reaches.filter(Number.isFinite))) / 2;
}
