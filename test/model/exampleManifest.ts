import type { Manifest } from "../../src/model/manifest";
import type { ManifestParts } from "../../src/model/package/export";
import { tinyNetwork } from "../reference/weights";

export const NETWORK = tinyNetwork({ pooling: "last-mean", reversed: true, tied: true, skip: true });

/** The parts of a manifest that a trainer would give for `NETWORK`. */
export const MANIFEST_PARTS: ManifestParts = {
  name: "example",
  version: "1",
  license: "CC-BY-4.0",
  attribution: "the authors of the example",
  language: "en",
  latent: { mean: [0, 0.1, -0.1], deviation: [1, 0.9, 1.1], kl: [0.5, 1.5, 0] },
  max_tokens: 30,
  training: {
    recipe: { preset: "small", seed: 7, options: { hidden: 6, keep: 0.7, tokenizer: "words", validation: null } },
    corpora: [{ name: "a | b", license: "CC0-1.0", sentences: 100, tokens: 700, validation_sentences: 10 }],
    software: { homotopy: "0.1.0", node: "20" },
    steps: 12,
    epochs: 2,
    hours: 0.25,
  },
  metrics: {
    protocol: "Held-out sentences, end mark counted, one posterior sample a sentence.",
    sentences: 10,
    tokens: 80,
    bound: 12.345678,
    reconstruction: 10.345678,
    kl: 2,
    active_units: 2,
    unigram_bound: 20,
    nll: { value: 11.5, samples: 500 },
  },
};

/** The same network's language model, and what its manifest would be given. */
export const LANGUAGE_MODEL = tinyNetwork({ latent: 0, tied: true, direction: "right-to-left" });
export const LANGUAGE_MODEL_PARTS: ManifestParts = { ...MANIFEST_PARTS, latent: { mean: [], deviation: [], kl: [] } };

const { latent, ...parts } = MANIFEST_PARTS;

/** A whole manifest, with files that exist nowhere. */
export const MANIFEST: Manifest = {
  format: "homotopy-model/1",
  ...parts,
  family: { posterior: "gaussian", prior: "gaussian" },
  latent: { dimension: NETWORK.latent, ...latent },
  vocabulary: { size: NETWORK.vocabulary, bos: 2, eos: 3, unk: 1, pad: 0 },
  decoder: {
    direction: "forward",
    states: [
      { name: "state_0", shape: ["batch", NETWORK.hidden] },
      { name: "state_1", shape: ["batch", NETWORK.hidden] },
    ],
  },
  network: NETWORK,
  files: ["tokenizer.json", "encoder.onnx", "decoder.onnx", "decoder_init.onnx"].map((name) => ({
    name,
    bytes: 1,
    sha256: "0".repeat(64),
  })),
};
