/**
 * The explorer: everything that can be asked of a model, over one loaded package. Each method is a file of its own in
 * `explorer/`; all are batched, take a cancellation signal that is looked at before every token, and give the same
 * result for the same model, options and seed.
 */

import type {
  BoundOptions,
  BoundResult,
  CompleteOptions,
  CompleteResult,
  DecodedText,
  DecodeOptions,
  EncodedText,
  FamiliarityFound,
  ImputeOptions,
  ImputeResult,
  InterpolateOptions,
  InterpolateResult,
  SampleOptions,
  SampleResult,
  ScoredText,
  SharpenOptions,
  SharpenResult,
  VariantsOptions,
  VariantsResult,
} from "../core/exploration";
import type { Manifest } from "../model/manifest";
import { type ModelPackage, readAllButGraphs } from "../model/package/read";
import type { ProviderReport } from "../model/providers";
import { complete } from "./explorer/complete";
import { decodeLatents } from "./explorer/decode";
import { familiarityOfAll, familiarityOfTexts } from "./explorer/familiarity";
import { familiarityOfKnown } from "./explorer/familiarityOfKnown";
import { impute } from "./explorer/impute";
import { interpolate } from "./explorer/interpolate";
import { refined } from "./explorer/refined";
import { sample } from "./explorer/sample";
import { bound, score } from "./explorer/score";
import { sharpen } from "./explorer/sharpen";
import { encodeTexts, withoutTokens } from "./explorer/texts";
import { variants } from "./explorer/variants";
import { OpenModel, type OpenOptions } from "./openModel";

export class Explorer {
  private constructor(private readonly model: OpenModel) {}

  /**
   * Validates a model package and loads its graphs.
   * @throws HomotopyError "bad-model" for a damaged package, "unavailable" if the provider cannot run here.
   */
  static async open(directory: string, options: OpenOptions = {}): Promise<Explorer> {
    return Explorer.over(await readAllButGraphs(directory), options);
  }

  /** Loads the graphs of a package that has been read already. */
  static async over(source: ModelPackage, options: OpenOptions = {}): Promise<Explorer> {
    return new Explorer(await OpenModel.open(source, options));
  }

  get manifest(): Manifest {
    return this.model.manifest;
  }

  /** Name and the beginning of the hash, as results give it. */
  get modelName(): string {
    return this.model.name;
  }

  get modelHash(): string {
    return this.model.hash;
  }

  /** Which execution provider runs the model, and why none before it does. */
  get provider(): ProviderReport {
    return this.model.provider;
  }

  /** The posterior q(z|x) of each text. */
  async encode(texts: readonly string[], signal?: AbortSignal): Promise<EncodedText[]> {
    return (await encodeTexts(this.model, texts, signal)).map(withoutTokens);
  }

  /** The same refined for each text by a few gradient steps, as variants and homotopies begin there. */
  async refine(texts: readonly string[], signal?: AbortSignal): Promise<EncodedText[]> {
    const encoded = await encodeTexts(this.model, texts, signal);
    return (await refined(this.model, encoded, signal)).map(withoutTokens);
  }

  /** The same as `encode`, each with how far it is from what the model knows: a pass of the decoder more. */
  async encodeWithFamiliarity(texts: readonly string[], signal?: AbortSignal): Promise<EncodedText[]> {
    const encoded = await encodeTexts(this.model, texts, signal);
    const found = await familiarityOfAll(this.model, encoded, signal);
    return encoded.map((text, index) => ({ ...withoutTokens(text), ...found[index] }));
  }

  /** How far each sentence is from what the model knows; of a language model nothing. */
  familiarity(sentences: readonly string[], signal?: AbortSignal): Promise<FamiliarityFound[]> {
    return familiarityOfTexts(this.model, sentences, signal);
  }

  /** The same of the known words of a text with gaps (as in `impute`) or without an end (as in `complete`). */
  familiarityOfKnown(text: string, signal?: AbortSignal): Promise<FamiliarityFound> {
    return familiarityOfKnown(this.model, text, signal);
  }

  /** One sentence a latent; `latents` are [latent] each. */
  decode(latents: readonly Float32Array[], options?: DecodeOptions, signal?: AbortSignal): Promise<DecodedText[]> {
    return decodeLatents(this.model, latents, options, signal);
  }

  /** Draws from the posterior of a sentence, merged with their counts. */
  variants(text: string, options?: VariantsOptions, signal?: AbortSignal): Promise<VariantsResult> {
    return variants(this.model, text, options, signal);
  }

  /** The posterior of a sentence refined for that sentence alone, with what it gains. */
  sharpen(text: string, options?: SharpenOptions, signal?: AbortSignal): Promise<SharpenResult> {
    return sharpen(this.model, text, options, signal);
  }

  /** The sentences on the path between two. */
  interpolate(
    from: string,
    to: string,
    options?: InterpolateOptions,
    signal?: AbortSignal,
  ): Promise<InterpolateResult> {
    return interpolate(this.model, from, to, options, signal);
  }

  /** Whole sentences that begin as given. */
  complete(prefix: string, options?: CompleteOptions, signal?: AbortSignal): Promise<CompleteResult> {
    return complete(this.model, prefix, options, signal);
  }

  /** Whole sentences with the gaps of a text filled; a gap is written ___, and underscores that are none \___. */
  impute(text: string, options?: ImputeOptions, signal?: AbortSignal): Promise<ImputeResult> {
    return impute(this.model, text, options, signal);
  }

  /** Sentences from the prior; of a language model, sentences of its own. */
  sample(options?: SampleOptions, signal?: AbortSignal): Promise<SampleResult> {
    return sample(this.model, options, signal);
  }

  /**
   * ln p(x|z) of each text at the latent of the same place, teacher-forced. A language model is given no latents and
   * answers with the exact ln p(x).
   */
  score(texts: readonly string[], latents?: readonly Float32Array[], signal?: AbortSignal): Promise<ScoredText[]> {
    return score(this.model, texts, latents, signal);
  }

  /** The terms of the evidence lower bound of each text; `summarizeBound` adds them up. */
  bound(texts: readonly string[], options?: BoundOptions, signal?: AbortSignal): Promise<BoundResult[]> {
    return bound(this.model, texts, options, signal);
  }

  /** Releases the runtime's memory; the explorer is of no use afterwards. */
  dispose(): Promise<void> {
    return this.model.dispose();
  }
}
