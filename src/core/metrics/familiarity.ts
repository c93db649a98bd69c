/**
 * How far a sentence is from what a model knows, by two signs: its posterior mean lies where the prior has little density,
 * or the model cannot write the sentence again from it. Each is compared with its quantiles over sentences like those of the
 * training, and the more surprising sign counts: of two independent percentiles the smaller is below p with probability
 * 1 − (1 − p)² (Tippett 1931, *The Methods of Statistics*), which makes a percentile of it again.
 */

/** Shares of the known sentences at which quantiles are kept, denser where it matters. */
export const FAMILIARITY_LEVELS = [0, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1] as const;

/** Quantiles over known sentences, ascending in familiarity: of ln p(μ), and of ln p(x|μ) a token. */
export interface KnownSentences {
  readonly logDensity: readonly number[];
  readonly logLikelihood?: readonly number[] | undefined;
}

export interface SentenceSigns {
  /** ln p(μ) of its posterior mean under the model's prior, nats. */
  readonly logDensity: number;
  /** ln p(x|μ) a token, end mark counted, nats. */
  readonly logLikelihood: number;
}

export type FamiliarityVerdict = "familiar" | "unusual" | "far";

export interface Familiarity {
  /** Per cent of known sentences that are less familiar than this one, 0 to 100. */
  readonly percentile: number;
  /** "familiar"; "unusual": of the least familiar 5 %; "far": of the least familiar 1 %. */
  readonly verdict: FamiliarityVerdict;
}

const UNUSUAL = 5;
const FAR = 1;

export function familiarity(signs: SentenceSigns, known: KnownSentences): Familiarity {
  const density = levelOf(signs.logDensity, known.logDensity);
  const likelihood = known.logLikelihood && levelOf(signs.logLikelihood, known.logLikelihood);
  const level = likelihood === undefined ? density : 1 - (1 - Math.min(density, likelihood)) ** 2;
  const percentile = 100 * level;
  return { percentile, verdict: percentile < FAR ? "far" : percentile < UNUSUAL ? "unusual" : "familiar" };
}

/** The values' quantiles at `FAMILIARITY_LEVELS`, between two values in proportion. There must be a value. */
export function quantilesOf(values: readonly number[] | Float64Array): number[] {
  const sorted = Float64Array.from(values).sort();
  return FAMILIARITY_LEVELS.map((level) => {
    const place = level * (sorted.length - 1);
    const below = Math.floor(place);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  });
}

/** The share of values below `value`, in [0, 1]; in proportion between two quantiles. */
function levelOf(value: number, quantiles: readonly number[]): number {
  const above = quantiles.findIndex((quantile) => value < quantile);
  if (above < 0) return 1;
  if (above === 0) return 0;
  const [low, high] = [quantiles[above - 1], quantiles[above]];
  const [from, to] = [FAMILIARITY_LEVELS[above - 1], FAMILIARITY_LEVELS[above]];
  return from + ((value - low) / (high - low)) * (to - from);
}
