/**
 * Imputation of a sentence's missing end by iterated conditional modes (Bowman et al. 2015, §4.2): with the current end,
 * z ← μ(beginning + end); with that z, end ← the beam's best ending under ln p(x|z); and again. Each half-step climbs
 * in ln p(x, z) where encoder and beam are exact.
 */
import { stackRows } from "../latent/stack";
import { type BeamOptions, decodeByBeam } from "./beam";
import { scoreSentences } from "./scoring";
import type { StepDecoder } from "./stepDecoder";

/** The posterior mean of each of some sentences (tokens without marks), [latent] each. */
export type PosteriorMeans = (sentences: readonly (readonly number[])[]) => Promise<readonly Float32Array[]>;

export interface ImputationOptions extends BeamOptions {
  /** The sentence that the first z is taken from: the known beginning, with whatever stands for the missing end. */
  readonly start: readonly number[];
  /** S: greatest number of rounds; the paper takes 3. */
  readonly rounds: number;
}

export interface Imputation {
  readonly tokens: readonly number[];
  /** ln p(x | z = μ(x)), end mark included. */
  readonly logProbability: number;
  /** The round, from 1, that found the sentence first. */
  readonly round: number;
}

/**
 * Every sentence that the beams found, the best by ln p(x | z = μ(x)) first. `options.prefix` holds the known beginning.
 * Stops after `rounds` rounds or when a round's best sentence has been a round's best before.
 */
export async function imputeEnd<State>(
  decoder: StepDecoder<State>,
  means: PosteriorMeans,
  options: ImputationOptions,
): Promise<Imputation[]> {
  const found = new Map<string, Imputation & { readonly mean: Float32Array }>();
  const visited = new Set<string>();
  let [z] = await means([options.start]);
  for (let round = 1; round <= options.rounds; round++) {
    const [sentences] = await decodeByBeam(decoder, z, 1, options);
    const fresh = sentences.map(({ tokens }) => tokens).filter((tokens) => !found.has(keyOf(tokens)));
    for (const imputation of await scoreAtOwnMeans(decoder, means, fresh, options.signal)) {
      found.set(keyOf(imputation.tokens), { ...imputation, round });
    }
    const current = sentences.length === 0 ? undefined : keyOf(sentences[0].tokens);
    const next = current === undefined ? undefined : found.get(current);
    if (current === undefined || next === undefined || visited.has(current)) break;
    visited.add(current);
    z = next.mean;
  }
  return [...found.values()]
    .sort((a, b) => b.logProbability - a.logProbability)
    .map(({ tokens, logProbability, round }) => ({ tokens, logProbability, round }));
}

async function scoreAtOwnMeans<State>(
  decoder: StepDecoder<State>,
  means: PosteriorMeans,
  sentences: readonly (readonly number[])[],
  signal: AbortSignal | undefined,
) {
  if (sentences.length === 0) return [];
  const zs = await means(sentences);
  const scores = await scoreSentences(decoder, stackRows(zs), sentences, signal);
  return sentences.map((tokens, row) => ({ tokens, logProbability: scores[row], mean: zs[row] }));
}

function keyOf(tokens: readonly number[]): string {
  return tokens.join(" ");
}
