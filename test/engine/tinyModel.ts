/** A model of random weights over ten words, held in memory: what the engine's tests explore. */
import { OpenModel, type OpenOptions } from "../../src/engine/openModel";
import { type Manifest, manifestSchema } from "../../src/model/manifest";
import { decoderModel } from "../../src/model/onnx/decoder";
import { decoderInitModel } from "../../src/model/onnx/decoderInit";
import { encoderModel } from "../../src/model/onnx/encoder";
import type { ModelPackage } from "../../src/model/package/read";
import type { Tokenizer } from "../../src/model/tokenizer/tokenizer";
import { SPECIAL } from "../core/decoding/tableDecoder";
import { randomWeights, tinyNetwork } from "../reference/weights";

export const WORDS = ["ant", "bat", "bee", "cat", "cats", "dog", "elk", "fox", "gnu", "hen"];
const TEXTS = ["<pad>", "<unk>", "<s>", "</s>", ...WORDS];
export const TINY = tinyNetwork({ vocabulary: TEXTS.length, hidden: 8, latent: 3, pooling: "last-mean", skip: true });
export const MAX_TOKENS = 12;

/** Random, but for an end mark that is likely enough for sentences to end. */
export function tinyWeights(): Map<string, Float32Array> {
  const weights = randomWeights(TINY, 2);
  const bias = weights.get("output.bias");
  if (bias) bias[SPECIAL.eos] = 1.5;
  return weights;
}

export function tinyManifest(): Manifest {
  const zeros = Array<number>(TINY.latent).fill(0);
  const file = (name: string) => ({ name, bytes: 1, sha256: "0".repeat(64) });
  return manifestSchema.parse({
    format: "homotopy-model/1",
    name: "tiny",
    version: "1",
    license: "MIT",
    attribution: "nobody",
    language: "en",
    family: { posterior: "gaussian", prior: "gaussian" },
    latent: { dimension: TINY.latent, mean: zeros, deviation: zeros, kl: zeros },
    vocabulary: { size: TINY.vocabulary, ...SPECIAL },
    max_tokens: MAX_TOKENS,
    decoder: {
      direction: "forward",
      states: ["state_0", "state_1"].map((name) => ({ name, shape: ["batch", TINY.hidden] })),
    },
    files: ["tokenizer.json", "encoder.onnx", "decoder.onnx", "decoder_init.onnx"].map(file),
    training: { recipe: { seed: 1, options: {} }, corpora: [], software: {}, steps: 0, hours: 0 },
    metrics: { protocol: "none", sentences: 0, tokens: 0, bound: 0, reconstruction: 0, kl: 0, active_units: 0 },
  });
}

/** Words between spaces; a word in a sentence begins with its space, so that a word half typed can be spelt. */
export const tinyTokenizer: Tokenizer = {
  kind: "words",
  size: TEXTS.length,
  special: SPECIAL,
  encodeBatch: async (texts) => texts.map(encode),
  decodeBatch: async (sentences) => sentences.map((tokens) => tokens.map((token) => TEXTS[token]).join(" ")),
  encodePrefix: async (prefix) => {
    const typed = prefix.lastIndexOf(" ") + 1;
    const done = prefix.slice(0, typed).trim();
    return { tokens: done === "" ? [] : encode(done), rest: prefix.slice(typed) };
  },
  tokenText: (token) => TEXTS[token],
  toJson: () => "{}",
};

function encode(text: string): number[] {
  return text
    .trim()
    .split(/\s+/)
    .map((word) => Math.max(SPECIAL.unk, TEXTS.indexOf(word)));
}

export function tinyPackage(): ModelPackage {
  const weights = tinyWeights();
  const graphs = { encoder: encoderModel, decoder: decoderModel, decoderInit: decoderInitModel };
  return {
    directory: "memory",
    manifest: tinyManifest(),
    tokenizer: tinyTokenizer,
    hash: "0123456789abcdef",
    graph: async (which) => graphs[which](TINY, weights),
  };
}

/** The same, saying that the network behind it is ours: graphs can be derived of its weights. */
export function ourPackage(): ModelPackage {
  const source = tinyPackage();
  return { ...source, manifest: { ...source.manifest, network: TINY } };
}

export function openTinyModel(options: OpenOptions = { provider: "cpu", threads: 1 }): Promise<OpenModel> {
  return OpenModel.open(tinyPackage(), options);
}
