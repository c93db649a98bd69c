/** What is kept of the sentences of an evaluation: sums, moments, and a bounded subset for the full-set estimate. */
import { AggregatePosterior } from "../../core/metrics/aggregatePosterior";
import { BoundTotals } from "../../core/metrics/bound";
import { fullSetInformation, type PosteriorDraw, WithinBatchInformation } from "../../core/metrics/mutualInformation";
import { Reconstructions } from "../../core/metrics/reconstructions";
import { Reservoir } from "../../core/metrics/reservoir";
import { seeded } from "../../core/random";
import type { OpenModel } from "../openModel";
import type { MutualInformation } from "./evaluation";
import type { MeasuredSentence } from "./measureBatch";

/** Of the full-set estimate, whose time is sentences² × dimensions: with these, some ten seconds at most. */
const MOST_SENTENCES = 10_000;
const MOST_TERMS = 32 * MOST_SENTENCES ** 2;

export class LatentTallies {
  readonly restored: Reconstructions;
  readonly aggregate: AggregatePosterior;
  readonly #bound = new BoundTotals();
  readonly #withinBatch = new WithinBatchInformation();
  readonly #subset: Reservoir<PosteriorDraw>;
  #sentences = 0;
  #truncated = 0;
  #compared = 0;
  #gain = 0;
  #last: Float32Array | undefined;

  constructor({ dimension, tokenizer }: OpenModel, seed: number) {
    this.restored = new Reconstructions(tokenizer.kind === "words" ? "spaced" : "unicode");
    this.aggregate = new AggregatePosterior(dimension);
    const capacity = Math.min(MOST_SENTENCES, Math.floor(Math.sqrt(MOST_TERMS / dimension)));
    this.#subset = new Reservoir(capacity, seeded(seed, "subset"));
  }

  add({ encoded, z, reconstruction, foreignReconstruction, restored }: MeasuredSentence): void {
    const { mean, logVariance } = encoded;
    const draw = { posterior: { mean, logVariance }, z };
    this.#sentences++;
    this.#truncated += encoded.truncated ? 1 : 0;
    if (foreignReconstruction !== undefined) {
      this.#compared++;
      this.#gain += foreignReconstruction - reconstruction;
    }
    this.#last = z;
    this.#bound.add({ reconstruction, kl: encoded.kl, tokens: encoded.tokens.length + 1 });
    this.aggregate.add(encoded);
    this.restored.add(encoded.text, restored);
    this.#withinBatch.add(draw);
    this.#subset.add(draw);
  }

  get sentences(): number {
    return this.#sentences;
  }

  get truncated(): number {
    return this.#truncated;
  }

  get bound() {
    return this.#bound.summary;
  }

  /** z of the sentence added last. */
  get last(): Float32Array | undefined {
    return this.#last;
  }

  /** Null if no sentence could be written with another one's z. */
  get latentGain(): number | null {
    return this.#compared === 0 ? null : this.#gain / this.#compared;
  }

  /** Takes seconds where there are thousands of sentences. */
  mutualInformation(): MutualInformation {
    const { items } = this.#subset;
    return {
      fullSet: fullSetInformation(items),
      fullSetCeiling: Math.log(items.length),
      fullSetSentences: items.length,
      withinBatch: this.#withinBatch.value,
      withinBatchCeiling: this.#withinBatch.ceiling,
    };
  }

  /** Posterior means of the subset. */
  someMeans(): Float32Array[] {
    return this.#subset.items.map(({ posterior }) => posterior.mean);
  }
}
