/**
 * A model package with its graphs loaded: what every operation of the explorer works on. It knows nothing of the network
 * inside, only the graphs' contract.
 */

import { type Admits, admitsKnownWords } from "../core/decoding/knownWords";
import type { SpecialTokens } from "../core/decoding/stepDecoder";
import { HomotopyError } from "../core/errors";
import { learnedPrior, type Prior, type PriorName, standardPrior } from "../core/latent/prior/prior";
import type { Lexicon } from "../core/text/lexicon";
import { hasLatent, type Manifest } from "../model/manifest";
import { type GraphName, graphsOf } from "../model/package/contract";
import type { ModelPackage } from "../model/package/read";
import { onFirstProvider, type Provider, type ProviderChoice, type ProviderReport } from "../model/providers";
import type { Tokenizer } from "../model/tokenizer/tokenizer";
import { suitedTo } from "./blockProducts";
import { DerivedGraphs } from "./derivedGraphs";
import { Encoder } from "./encoder";
import { MOST_THREADS, wholeNumber } from "./requests";
import { defaultThreads, Session } from "./session";
import { OnnxStepDecoder } from "./stepDecoder";

export interface OpenOptions {
  /** `auto` unless given. */
  readonly provider?: ProviderChoice | undefined;
  /** Threads of one run: at most 4, at most the machine's, unless given. */
  readonly threads?: number | undefined;
}

type Sessions = ReadonlyMap<GraphName, Session>;

export class OpenModel {
  readonly decoder: OnnxStepDecoder;
  readonly #encoder: Encoder | undefined;
  /** By token, of those that were asked for. */
  readonly #tokenTexts: (string | undefined)[] = [];

  private constructor(
    readonly manifest: Manifest,
    readonly tokenizer: Tokenizer,
    readonly hash: string,
    readonly provider: ProviderReport,
    private readonly sessions: Sessions,
    /** The prior that was fitted to the model's aggregate posterior. */
    readonly learned: Prior | undefined,
    /** Graphs that are made of the decoder's weights when an operation wants them. */
    readonly derived: DerivedGraphs,
    private readonly lexicon: Lexicon | undefined,
  ) {
    const encoder = sessions.get("encoder");
    const decoder = sessions.get("decoder");
    if (decoder === undefined) throw new RangeError("A model without a decoder");
    this.#encoder = encoder && new Encoder(encoder, manifest);
    this.decoder = new OnnxStepDecoder(decoder, sessions.get("decoderInit"), manifest);
  }

  /** Loads all graphs on the first provider that runs every one of them. */
  static async open(source: ModelPackage, options: OpenOptions = {}): Promise<OpenModel> {
    const { provider = "auto" } = options;
    const threads = wholeNumber("threads", options.threads ?? defaultThreads(), 1, MOST_THREADS);
    const graphs = new Map<GraphName, Uint8Array>();
    for (const which of graphsOf(source.manifest)) graphs.set(which, await source.graph(which));
    const create = (candidate: Provider) => createAll(graphs, source.manifest, { provider: candidate, threads });
    const { created, report } = await onFirstProvider(provider, process.platform, create);
    const derived = new DerivedGraphs(source, threads);
    const learned = source.prior && learnedPrior(source.prior);
    return new OpenModel(
      source.manifest,
      source.tokenizer,
      source.hash,
      report,
      created,
      learned,
      derived,
      source.lexicon,
    );
  }

  /** Name and hash: which model a result came from. */
  get name(): string {
    return `${this.manifest.name}@${this.hash}`;
  }

  get dimension(): number {
    return this.manifest.latent.dimension;
  }

  /**
   * A prior by its name; without one the learned prior, or N(0, I) of a model that has none.
   * @throws HomotopyError "unavailable" for a learned prior of such a model
   */
  prior(name?: PriorName): Prior {
    if (name !== "standard" && this.learned !== undefined) return this.learned;
    if (name !== "learned") return standardPrior(this.dimension);
    const advice = "fit one with homotopy fit-prior, or use the standard prior";
    throw new HomotopyError("unavailable", "The model has no learned prior", this.name, advice);
  }

  get isLanguageModel(): boolean {
    return !hasLatent(this.manifest);
  }

  /** @throws HomotopyError "unavailable" for a language model, which has none. */
  get encoder(): Encoder {
    if (this.#encoder !== undefined) return this.#encoder;
    throw this.refusal("is a language model, without encoder and latent space");
  }

  /** That a language model cannot do what was asked. */
  refusal(why: string): HomotopyError {
    const advice = "it completes by beam, samples and scores; choose a sentence VAE for everything else";
    return new HomotopyError("unavailable", `The model ${why}`, this.name, advice);
  }

  get special(): SpecialTokens {
    return this.decoder.special;
  }

  /**
   * What keeps sentences to the words of the model's lexicon and those of `also`; undefined for a model without one, for one
   * whose tokens are words, and for one that writes words from their ends.
   */
  admission(also: string): Admits | undefined {
    if (this.lexicon === undefined || this.tokenizer.kind === "words") return undefined;
    if (this.manifest.decoder.direction === "backward") return undefined;
    return admitsKnownWords(this.lexicon, also, (token) => this.#tokenText(token));
  }

  #tokenText(token: number): string {
    const known = this.#tokenTexts[token];
    if (known !== undefined) return known;
    const text = this.tokenizer.tokenText(token);
    this.#tokenTexts[token] = text;
    return text;
  }

  /** Tokens in the order in which the decoder writes them, and back: a backward decoder begins at the end. */
  inDecodingOrder(tokens: readonly number[]): readonly number[] {
    return this.manifest.decoder.direction === "forward" ? tokens : [...tokens].reverse();
  }

  /** @throws HomotopyError "unavailable" for a decoder that would write the prefix last. */
  requireForward(what: string): void {
    if (this.manifest.decoder.direction === "forward") return;
    const reason = `${what} needs a decoder that writes sentences from their beginning`;
    throw new HomotopyError("unavailable", reason, this.name, "choose a model whose decoder direction is forward");
  }

  async dispose(): Promise<void> {
    await this.derived.dispose();
    for (const session of this.sessions.values()) await session.dispose();
  }
}

async function createAll(
  graphs: ReadonlyMap<GraphName, Uint8Array>,
  manifest: Manifest,
  options: { readonly provider: Provider; readonly threads: number },
): Promise<Sessions> {
  const sessions = new Map<GraphName, Session>();
  try {
    for (const [which, graph] of graphs) {
      // One at a time: a provider that cannot run here refuses the encoder before any matrix is made whole for it.
      const suited = await suitedTo(options.provider, which, graph, manifest);
      sessions.set(which, await Session.create(suited, options));
    }
    return sessions;
  } catch (error) {
    for (const session of sessions.values()) await session.dispose();
    throw error;
  }
}
