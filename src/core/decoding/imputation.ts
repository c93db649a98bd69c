/**
 * Imputation of a sentence's missing parts by iterated conditional modes (Bowman et al. 2015, §4.2): with what fills the
 * gaps now, z ← μ(x); with that z, the gaps ← the beam's best under ln p(x|z); and again. Each half-step climbs in
 * ln p(x, z) where encoder and beam are exact.
 */
import { distance } from "../latent/gaussian";
import { stackRows } from "../latent/stack";
import { type BeamOptions, decodeByBeam, type FoundSentence } from "./beam";
import type { Pattern } from "./pattern";
import { scoreSentences } from "./scoring";
import type { StepDecoder } from "./stepDecoder";

/** The posterior mean of each of some sentences (tokens in decoding order, without marks), [latent] each. */
export type PosteriorMeans = (sentences: readonly (readonly number[])[]) => Promise<readonly Float32Array[]>;

export interface ImputationOptions extends Omit<BeamOptions, "prefix"> {
  readonly pattern: Pattern;
  /** The first z of each chain: the means of the known parts with whatever stands for the missing ones. */
  readonly starts: readonly Float32Array[];
  /** S: greatest number of rounds; the paper takes 3. */
  readonly rounds: number;
  /** How many of the sentences that a round finds are scored at their own means, the best of each chain first; all unless given. */
  readonly scored?: number;
  /** ln p(z), nats. */
  readonly logPrior: (z: Float32Array) => number;
}

export interface ImputedSentence extends FoundSentence {
  /** ln p(x | z = μ(x)), end mark included. */
  readonly logProbability: number;
  /** μ(x), as the encoder gave it. */
  readonly mean: Float32Array;
  /** The round, from 1, and the chain that found the sentence first. */
  readonly round: number;
  readonly chain: number;
}

export interface RoundOfModes {
  readonly round: number;
  readonly chain: number;
  /** The most probable sentence at the chain's z. */
  readonly sentence: ImputedSentence;
  /** From that z to the sentence's mean, the z of the next round; 0 where a chain has settled. */
  readonly step: number;
}

export interface Imputation {
  /** Every sentence that the beams found, the best by ln p(x, z = μ(x)) first. */
  readonly sentences: readonly ImputedSentence[];
  readonly trace: readonly RoundOfModes[];
}

interface Chain {
  readonly index: number;
  readonly z: Float32Array;
}

/**
 * One chain a start, all in one batch. A chain ends after `rounds` rounds or when its best sentence has been the best of
 * a round before, its own or another chain's; all end when it is late.
 */
export async function imputeByModes<State>(
  decoder: StepDecoder<State>,
  means: PosteriorMeans,
  options: ImputationOptions,
): Promise<Imputation> {
  const found = new Map<string, ImputedSentence>();
  const trace: RoundOfModes[] = [];
  let chains: readonly Chain[] = options.starts.map((z, index) => ({ index, z }));
  for (let round = 1; round <= options.rounds && chains.length > 0; round++) {
    if (round > 1 && options.isLate?.()) break;
    const beams = await decodeByBeam(decoder, stackRows(chains.map(({ z }) => z)), chains.length, options);
    await add(found, beams, { decoder, means, chains, round, options });
    const next: Chain[] = [];
    for (const [row, { index, z }] of chains.entries()) {
      const sentence = found.get(keyOf(beams[row][0]?.tokens ?? []));
      if (sentence === undefined) continue;
      const isKnown = trace.some((earlier) => earlier.sentence === sentence);
      // A chain that comes to where another has been adds nothing; that one has settled is worth knowing.
      if (!isKnown || round > 1) trace.push({ round, chain: index, sentence, step: distance(z, sentence.mean) });
      if (!isKnown) next.push({ index, z: sentence.mean });
    }
    chains = next;
  }
  return { sentences: byJoint([...found.values()], options.logPrior), trace };
}

/** By ln p(x, z = μ(x)). A learned prior's density is dear: it is asked for once a sentence. */
function byJoint(
  sentences: readonly ImputedSentence[],
  logPrior: ImputationOptions["logPrior"],
): readonly ImputedSentence[] {
  return sentences
    .map((sentence) => ({ sentence, joint: sentence.logProbability + logPrior(sentence.mean) }))
    .sort((a, b) => b.joint - a.joint)
    .map(({ sentence }) => sentence);
}

interface Finding<State> {
  readonly decoder: StepDecoder<State>;
  readonly means: PosteriorMeans;
  readonly chains: readonly Chain[];
  readonly round: number;
  readonly options: ImputationOptions;
}

/** Scores the sentences that have not been found before at their own means, and adds them. */
async function add<State>(
  found: Map<string, ImputedSentence>,
  beams: readonly (readonly FoundSentence[])[],
  { decoder, means, chains, round, options }: Finding<State>,
): Promise<void> {
  const fresh = new Map<string, FoundSentence & { readonly chain: number }>();
  for (const { sentence, row } of bestOfEachFirst(beams)) {
    const key = keyOf(sentence.tokens);
    if (!found.has(key) && !fresh.has(key)) fresh.set(key, { ...sentence, chain: chains[row].index });
  }
  if (fresh.size === 0) return;
  const sentences = [...fresh.values()].slice(0, options.scored);
  const tokens = sentences.map((sentence) => sentence.tokens);
  const zs = await means(tokens);
  const scores = await scoreSentences(decoder, stackRows(zs), tokens, options.signal);
  for (const [row, sentence] of sentences.entries()) {
    found.set(keyOf(sentence.tokens), { ...sentence, logProbability: scores[row], mean: zs[row], round });
  }
}

function bestOfEachFirst(beams: readonly (readonly FoundSentence[])[]) {
  const most = Math.max(...beams.map(({ length }) => length));
  return Array.from({ length: most }, (_, rank) =>
    beams.flatMap((sentences, row) => (rank < sentences.length ? [{ sentence: sentences[rank], row }] : [])),
  ).flat();
}

function keyOf(tokens: readonly number[]): string {
  return tokens.join(" ");
}
