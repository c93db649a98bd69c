/**
 * The importance-weighted negative log-likelihood of each sentence, from K draws z_k ~ q(z|x): Burda, Grosse and
 * Salakhutdinov 2015, *Importance Weighted Autoencoders*, eq. 8. A language model's negative log-likelihood is exact.
 *
 * The draws of a sentence depend on the seed and on the sentence's place alone, and so does what is found for it.
 */
import { throwIfCancelled } from "../../../core/errors";
import { kl } from "../../../core/latent/gaussian";
import { seeded } from "../../../core/random";
import type { ModelPackage } from "../../../model/package/read";
import type { OpenModel } from "../../openModel";
import { MOST_DRAWS, seedNumber, wholeNumber } from "../../requests";
import { drawPosterior, type Estimate, estimateFrom, type LogPrior, standardNormal } from "./draws";
import { languageModelNll } from "./languageModel";
import { type NormaliserCheck, openScorer } from "./openScorer";
import type { Sentence } from "./scorer";

export interface LikelihoodOptions {
  /** K; a language model has none. */
  readonly samples: number;
  readonly seed: number;
  /** Most draws in one run of a graph; fewer where the vocabulary is large. The result does not depend on it. */
  readonly chunk?: number | undefined;
  /** ln p(z); the standard normal unless given. */
  readonly logPrior?: LogPrior | undefined;
  /** The package's graphs: with them, and a decoder of ours inside, the work is some ten times faster. */
  readonly graph?: ModelPackage["graph"] | undefined;
  /** How the softmax is normalised; `auto` samples where that pays and a check on some of the sentences allows it. */
  readonly normaliser?: "auto" | "exact" | "sampled" | undefined;
  readonly threads?: number | undefined;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

/** Nats. Of a language model all of nll, bound and reconstruction are −ln p(x), and there is no KL. */
export interface SentenceLikelihood extends Estimate {
  /** KL(q(z|x) ‖ N(0, I)), whatever the prior. */
  readonly kl: number;
  /** The end mark counted. */
  readonly tokens: number;
}

export interface Likelihoods {
  /** In the sentences' order. */
  readonly sentences: readonly SentenceLikelihood[];
  readonly normaliser: "exact" | "sampled";
  /** What sampling changes, measured on some of the sentences, wherever it was considered. */
  readonly check?: NormaliserCheck;
}

const DEFAULT_CHUNK = 500;

/**
 * `sentences` are token ids in reading order, without marks.
 * @throws HomotopyError "bad-call" for an option, "cancelled" between two runs of a graph.
 */
export async function importanceWeightedNll(
  model: OpenModel,
  sentences: readonly (readonly number[])[],
  options: LikelihoodOptions,
  signal?: AbortSignal,
): Promise<Likelihoods> {
  const { graph, normaliser, threads, progress = () => {} } = options;
  const samples = wholeNumber("samples", options.samples, 1, MOST_DRAWS);
  const chunk = wholeNumber("chunk", options.chunk ?? DEFAULT_CHUNK, 1, MOST_DRAWS);
  const seed = seedNumber(options.seed);
  const ordered = sentences.map((tokens, index) => ({ index, tokens: model.inDecodingOrder(tokens) }));
  if (model.isLanguageModel) return ofLanguageModel(model, ordered, progress, signal);

  const posteriors = await model.encoder.encode(sentences, signal);
  const logPrior = options.logPrior ?? standardNormal(model.dimension);
  const draw = ({ index }: Sentence) =>
    drawPosterior(posteriors[index], samples, logPrior, seeded(seed, "importance", index));
  const opened = await openScorer(model, ordered, draw, { samples, chunk, seed, graph, normaliser, threads, signal });
  const { scorer, ...how } = opened;
  try {
    const results: SentenceLikelihood[] = [];
    for (const sentence of ordered) {
      throwIfCancelled(signal, "scoring");
      const draws = draw(sentence);
      const estimate = estimateFrom(draws, await scorer.score(sentence, draws, signal));
      results.push({ ...estimate, kl: kl(posteriors[sentence.index]), tokens: sentence.tokens.length + 1 });
      progress(results.length, ordered.length);
    }
    return { sentences: results, ...how };
  } finally {
    await scorer.dispose();
  }
}

async function ofLanguageModel(
  model: OpenModel,
  sentences: readonly Sentence[],
  progress: (done: number, total: number) => void,
  signal: AbortSignal | undefined,
): Promise<Likelihoods> {
  const found = await languageModelNll(model, sentences, progress, signal);
  return {
    sentences: sentences.map(({ tokens }, index) => {
      const nll = found[index];
      return { nll, bound: nll, reconstruction: nll, kl: 0, tokens: tokens.length + 1 };
    }),
    normaliser: "exact",
  };
}
