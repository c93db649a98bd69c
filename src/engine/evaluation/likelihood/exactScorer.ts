/** ln p(x|z) with the normaliser summed over the whole vocabulary, one run a sentence. */
import { throwIfCancelled } from "../../../core/errors";
import { exactLikelihoodModel } from "../../../model/onnx/likelihood";
import { Session, type SessionOptions } from "../../session";
import { type DecoderNetwork, forcedFeeds } from "./decoderNetwork";
import { inRows, type LikelihoodScorer } from "./scorer";

const OUTPUT = "log_probability";

export async function exactScorer(
  network: DecoderNetwork,
  mostRows: number,
  options: SessionOptions,
): Promise<LikelihoodScorer> {
  const { config, weights } = network;
  const session = await Session.create(exactLikelihoodModel(config, weights), options);
  return {
    score: (sentence, draws, signal) => {
      const forced = forcedFeeds(network, sentence);
      return inRows(draws, mostRows, async (part, count) => {
        throwIfCancelled(signal, "scoring");
        const latent = { data: part, shape: [count, config.latent] };
        return (await session.run({ ...forced, latent }, [OUTPUT])).float32(OUTPUT).data;
      });
    },
    dispose: () => session.dispose(),
  };
}
