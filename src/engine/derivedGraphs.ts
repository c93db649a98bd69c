/**
 * Graphs that no package carries, made of the weights of its decoder when they are first wanted and kept with the model.
 * They run on the CPU, which has every operator that they may use.
 */
import { HomotopyError } from "../core/errors";
import type { NetworkConfig } from "../model/family/network";
import { hasLatent } from "../model/manifest";
import type { KeptWeights } from "../model/onnx/halves";
import { keptDecoderWeights } from "../model/onnx/readWeights";
import type { ModelPackage } from "../model/package/read";
import { Session } from "./session";

/** A graph of a decoder's weights: those of the encoder are not among them. */
export type DerivedGraph = (config: NetworkConfig, weights: KeptWeights) => Uint8Array;

export class DerivedGraphs {
  readonly #sessions = new Map<DerivedGraph, Promise<Session>>();

  constructor(
    private readonly source: ModelPackage,
    private readonly threads: number,
  ) {}

  /** @throws HomotopyError "unavailable" if the decoder is not our LSTM with a latent. */
  session(graph: DerivedGraph): Promise<Session> {
    const known = this.#sessions.get(graph);
    if (known) return known;
    const session = this.#create(graph);
    this.#sessions.set(graph, session);
    // What fails now may be mended by the next call.
    session.catch(() => this.#sessions.delete(graph));
    return session;
  }

  async dispose(): Promise<void> {
    for (const made of this.#sessions.values()) {
      await made.then(
        (session) => session.dispose(),
        () => undefined,
      );
    }
  }

  async #create(graph: DerivedGraph): Promise<Session> {
    const { manifest } = this.source;
    if (!manifest.network || !hasLatent(manifest)) throw foreign(manifest.name);
    const weights = keptDecoderWeights(await this.source.graph("decoder"), await this.source.graph("decoderInit"));
    return Session.create(graph(manifest.network, weights), { provider: "cpu", threads: this.threads });
  }
}

function foreign(model: string): HomotopyError {
  const what = `The decoder of ${model} is not the LSTM of Homotopy with a latent space`;
  return new HomotopyError("unavailable", what, model, "choose a sentence VAE that Homotopy has trained");
}
