/** A model of the published PTB tables' size with the trainer's initial weights, and sentences of PTB's lengths. */
import { seeded } from "../../src/core/random";
import type { NetworkConfig } from "../../src/model/family/network";
import { type Manifest, manifestSchema } from "../../src/model/manifest";
import { decoderModel } from "../../src/model/onnx/decoder";
import { decoderInitModel } from "../../src/model/onnx/decoderInit";
import { encoderModel } from "../../src/model/onnx/encoder";
import type { ModelPackage } from "../../src/model/package/read";
import { WordTokenizer } from "../../src/model/tokenizer/words";
import { initialise } from "../../src/trainer/initialise";
import { ParameterStore } from "../../src/trainer/parameters";

const NETWORK: NetworkConfig = {
  vocabulary: 10_002,
  embedding: 256,
  hidden: 256,
  latent: 32,
  pooling: "last-mean",
  reversed: true,
  tied: true,
  skip: true,
  direction: "left-to-right",
};
const LONGEST = 80;
/** Tokens a sentence of PTB's validation part, without its end mark. */
const MEAN_LENGTH = 20.9;

export function ptbModel(): ModelPackage {
  const store = ParameterStore.create(NETWORK);
  initialise(store, 1);
  const weights = new Map(store.parameters.map(({ name, value }) => [name, value]));
  const words = Array.from({ length: NETWORK.vocabulary - 4 }, (_, index) => `w${index}`);
  const graphs = { encoder: encoderModel, decoder: decoderModel, decoderInit: decoderInitModel };
  const tokenizer = new WordTokenizer(words);
  return {
    directory: "memory",
    manifest: manifest({ ...tokenizer.special, size: tokenizer.size }),
    tokenizer,
    hash: "random",
    graph: async (which) => graphs[which](NETWORK, weights),
  };
}

/** Lengths spread as PTB's are: a gamma of shape 4, cut. */
export function ptbSentences(count: number): number[][] {
  return Array.from({ length: count }, (_, index) => {
    const random = seeded(1, "sentence", index);
    const gamma = [1, 2, 3, 4].reduce((sum) => sum - Math.log(1 - random.uniform()), 0);
    const length = Math.min(LONGEST, Math.max(1, Math.round((MEAN_LENGTH * gamma) / 4)));
    return Array.from({ length }, () => 4 + random.integer(NETWORK.vocabulary - 4));
  });
}

function manifest(vocabulary: Manifest["vocabulary"]): Manifest {
  const zeros = Array<number>(NETWORK.latent).fill(0);
  const file = (name: string) => ({ name, bytes: 1, sha256: "0".repeat(64) });
  return manifestSchema.parse({
    format: "homotopy-model/1",
    name: "random, PTB's size",
    version: "1",
    license: "MIT",
    attribution: "nobody",
    language: "en",
    family: { posterior: "gaussian", prior: "gaussian" },
    latent: { dimension: NETWORK.latent, mean: zeros, deviation: zeros, kl: zeros },
    vocabulary,
    max_tokens: LONGEST,
    decoder: {
      direction: "forward",
      states: ["state_0", "state_1"].map((name) => ({ name, shape: ["batch", NETWORK.hidden] })),
    },
    network: NETWORK,
    files: ["tokenizer.json", "encoder.onnx", "decoder.onnx", "decoder_init.onnx"].map(file),
    training: { recipe: { seed: 1, options: {} }, corpora: [], software: {}, steps: 0, hours: 0 },
    metrics: { protocol: "none", sentences: 0, tokens: 0, bound: 0, reconstruction: 0, kl: 0, active_units: 0 },
  });
}
