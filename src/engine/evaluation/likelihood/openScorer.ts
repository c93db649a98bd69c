/**
 * Which way to ln p(x|z) is taken for a model: the graphs of a whole sentence where they agree with the package's own
 * decoder, with a sampled normaliser where that pays and changes the result by next to nothing.
 */
import type { ModelPackage } from "../../../model/package/read";
import type { Provider } from "../../../model/providers";
import type { OpenModel } from "../../openModel";
import { defaultThreads } from "../../session";
import { type DecoderNetwork, readDecoderNetwork } from "./decoderNetwork";
import { type Draws, estimateFrom, firstDraws } from "./draws";
import { exactScorer } from "./exactScorer";
import { heaviestExactly } from "./heaviestExactly";
import { type SampledOptions, sampledScorer } from "./sampledScorer";
import type { LikelihoodScorer, Sentence } from "./scorer";
import { steppingScorer } from "./steppingScorer";

export interface ScorerOptions {
  readonly samples: number;
  readonly seed: number;
  /** Most latents in one run of a graph. */
  readonly chunk: number;
  readonly graph?: ModelPackage["graph"] | undefined;
  readonly normaliser?: "auto" | "exact" | "sampled" | undefined;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface OpenedScorer {
  readonly scorer: LikelihoodScorer;
  readonly normaliser: "exact" | "sampled";
  readonly check?: NormaliserCheck;
}

/** NLL with the sampled normaliser minus NLL with the exact one, on sentences spread over the set; nats a sentence. */
export interface NormaliserCheck {
  readonly sentences: number;
  /** The mean over them, its standard error, and the greatest in size. */
  readonly mean: number;
  readonly standardError: number;
  readonly greatest: number;
}

/** Bytes of the scores [rows, vocabulary] that one run holds, and twice so. */
const SCORES_BYTES = 32 * 2 ** 20;
const SAMPLED: Omit<SampledOptions, "seed"> = { candidates: 1024, references: 12 };
/** Draws of each sentence that are scored exactly all the same. */
const HEAVIEST = 12;
/** Fewer draws, or a smaller vocabulary, and sampling does not pay. */
const FEWEST_SAMPLES = 100;
const SMALLEST_VOCABULARY = 4 * SAMPLED.candidates;
/** One sentence in so many is checked, but no fewer and no more than this. */
const CHECKED = { oneIn: 100, least: 8, most: 64 };
/** Nats a sentence that the sampled normaliser may change the mean by. */
const MOST_BIAS = 0.01;
/** Where two ways through the same network differ by more than rounding, relative to the log-likelihood. */
const DISAGREEMENT = 1e-4;
const COMPARED_DRAWS = 2;

export async function openScorer(
  model: OpenModel,
  sentences: readonly Sentence[],
  draw: (sentence: Sentence) => Draws,
  options: ScorerOptions,
): Promise<OpenedScorer> {
  const exactRows = Math.min(
    options.chunk,
    Math.max(1, Math.floor(SCORES_BYTES / (4 * model.manifest.vocabulary.size))),
  );
  const stepping = steppingScorer(model, exactRows);
  const network = options.graph && (await readDecoderNetwork(model.manifest, options.graph));
  if (network === undefined || sentences.length === 0) return { scorer: stepping, normaliser: "exact" };

  const session = { provider: model.provider.chosen, threads: options.threads ?? defaultThreads() };
  const exact = await exactScorer(network, exactRows, session);
  let opened = exact;
  try {
    if (!(await agree(exact, stepping, sentences[0], draw, options.signal))) {
      await exact.dispose();
      return { scorer: stepping, normaliser: "exact" };
    }
    if (!considersSampling(network, options, session.provider)) return { scorer: exact, normaliser: "exact" };
    const sampled = await sampledScorer(network, options.chunk, { ...SAMPLED, seed: options.seed }, session);
    const corrected = heaviestExactly(sampled, exact, HEAVIEST);
    opened = corrected;
    const check = await checkSampling(corrected, exact, sentences, draw, options.signal);
    if (options.normaliser === "sampled" || Math.abs(check.mean) + 2 * check.standardError <= MOST_BIAS) {
      return { scorer: corrected, normaliser: "sampled", check };
    }
    await sampled.dispose();
    return { scorer: exact, normaliser: "exact", check };
  } catch (error) {
    await opened.dispose();
    throw error;
  }
}

/** A GPU does the whole vocabulary as quickly as it is handed the tokens. */
function considersSampling(
  { config }: DecoderNetwork,
  { normaliser = "auto", samples }: ScorerOptions,
  provider: Provider,
): boolean {
  if (normaliser !== "auto") return normaliser === "sampled";
  return provider === "cpu" && samples >= FEWEST_SAMPLES && config.vocabulary >= SMALLEST_VOCABULARY;
}

/** Whether the graphs made of the decoder's weights do what the decoder does: a package may hold any graph. */
async function agree(
  scorer: LikelihoodScorer,
  reference: LikelihoodScorer,
  sentence: Sentence,
  draw: (sentence: Sentence) => Draws,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const draws = firstDraws(draw(sentence), COMPARED_DRAWS);
  const found = await scorer.score(sentence, draws, signal);
  const expected = await reference.score(sentence, draws, signal);
  return expected.every((value, row) => Math.abs(found[row] - value) <= DISAGREEMENT * Math.max(1, Math.abs(value)));
}

async function checkSampling(
  sampled: LikelihoodScorer,
  exact: LikelihoodScorer,
  sentences: readonly Sentence[],
  draw: (sentence: Sentence) => Draws,
  signal: AbortSignal | undefined,
): Promise<NormaliserCheck> {
  const wanted = Math.min(CHECKED.most, Math.max(CHECKED.least, Math.ceil(sentences.length / CHECKED.oneIn)));
  const count = Math.min(sentences.length, wanted);
  const differences: number[] = [];
  for (let index = 0; index < count; index++) {
    const sentence = sentences[Math.floor((index * sentences.length) / count)];
    const draws = draw(sentence);
    const nll = async (scorer: LikelihoodScorer) =>
      estimateFrom(draws, await scorer.score(sentence, draws, signal)).nll;
    differences.push((await nll(sampled)) - (await nll(exact)));
  }
  const mean = differences.reduce((sum, difference) => sum + difference, 0) / count;
  const squares = differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0);
  const standardError = count > 1 ? Math.sqrt(squares / (count - 1) / count) : 0;
  const greatest = differences.reduce((most, difference) => Math.max(most, Math.abs(difference)), 0);
  return { sentences: count, mean, standardError, greatest };
}
