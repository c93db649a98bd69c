/**
 * A model package with its graphs loaded: what every operation of the explorer works on. It knows nothing of the network
 * inside, only the graphs' contract.
 */

import type { SpecialTokens } from "../core/decoding/stepDecoder";
import { HomotopyError } from "../core/errors";
import type { Manifest } from "../model/manifest";
import type { ModelPackage } from "../model/package/read";
import { onFirstProvider, type Provider, type ProviderChoice, type ProviderReport } from "../model/providers";
import type { Tokenizer } from "../model/tokenizer/tokenizer";
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

const GRAPHS = ["encoder", "decoder", "decoderInit"] as const;

export class OpenModel {
  readonly encoder: Encoder;
  readonly decoder: OnnxStepDecoder;

  private constructor(
    readonly manifest: Manifest,
    readonly tokenizer: Tokenizer,
    readonly hash: string,
    readonly provider: ProviderReport,
    private readonly sessions: readonly Session[],
  ) {
    const [encoder, decoder, decoderInit] = sessions;
    this.encoder = new Encoder(encoder, manifest);
    this.decoder = new OnnxStepDecoder(decoder, decoderInit, manifest);
  }

  /** Loads all graphs on the first provider that runs every one of them. */
  static async open(source: ModelPackage, options: OpenOptions = {}): Promise<OpenModel> {
    const { provider = "auto" } = options;
    const threads = wholeNumber("threads", options.threads ?? defaultThreads(), 1, MOST_THREADS);
    const graphs: Uint8Array[] = [];
    for (const which of GRAPHS) graphs.push(await source.graph(which));
    const create = (candidate: Provider) => createAll(graphs, { provider: candidate, threads });
    const { created, report } = await onFirstProvider(provider, process.platform, create);
    return new OpenModel(source.manifest, source.tokenizer, source.hash, report, created);
  }

  /** Name and hash: which model a result came from. */
  get name(): string {
    return `${this.manifest.name}@${this.hash}`;
  }

  get dimension(): number {
    return this.manifest.latent.dimension;
  }

  get special(): SpecialTokens {
    return this.decoder.special;
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
    for (const session of this.sessions) await session.dispose();
  }
}

async function createAll(
  graphs: readonly Uint8Array[],
  options: { readonly provider: Provider; readonly threads: number },
): Promise<Session[]> {
  const sessions: Session[] = [];
  try {
    for (const graph of graphs) sessions.push(await Session.create(graph, options));
    return sessions;
  } catch (error) {
    for (const session of sessions) await session.dispose();
    throw error;
  }
}
