/**
 * The importance-weighted likelihood of sentences that come in batches. Opening a scorer costs seconds, so sentences are
 * gathered, but no more of them than a bounded memory holds.
 */
import { seeded } from "../../core/random";
import type { OpenModel } from "../openModel";
import type { EvaluationOptions } from "./evaluation";
import { importanceWeightedNll } from "./likelihood/importanceWeights";

/** Sentences of one call; each call has draws of its own. */
const GATHERED = 8192;

export class ImportanceWeighted {
  #gathered: (readonly number[])[] = [];
  #nats = 0;
  #sentences = 0;
  #sampled = false;

  constructor(
    private readonly model: OpenModel,
    private readonly options: EvaluationOptions,
  ) {}

  /** Tokens without marks. */
  async add(sentences: readonly (readonly number[])[], signal?: AbortSignal): Promise<void> {
    this.#gathered.push(...sentences);
    if (this.#gathered.length >= GATHERED) await this.#measure(signal);
  }

  /** Σ −ln p(x) in nats, and whether softmax normalisers were sampled for it. */
  async finish(signal?: AbortSignal): Promise<{ readonly nats: number; readonly sampled: boolean }> {
    if (this.#gathered.length > 0) await this.#measure(signal);
    return { nats: this.#nats, sampled: this.#sampled };
  }

  async #measure(signal?: AbortSignal): Promise<void> {
    const { seed, samples, graph, threads, progress, prior } = this.options;
    const before = this.#sentences;
    const { sentences, normaliser } = await importanceWeightedNll(
      this.model,
      this.#gathered,
      {
        samples,
        // Draws are numbered by a sentence's place in its call.
        seed: seeded(seed, "importance", before).integer(2 ** 32),
        graph,
        threads,
        ...(prior === "learned" && { logPrior: this.model.prior(prior).logDensity }),
        progress: (done) => progress?.(`${samples} draws of ${before + done} sentences`),
      },
      signal,
    );
    this.#nats += sentences.reduce((sum, { nll }) => sum + nll, 0);
    this.#sentences += sentences.length;
    this.#sampled ||= normaliser === "sampled";
    this.#gathered = [];
  }
}
