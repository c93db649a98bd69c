import type { Lexicon } from "../../../src/core/text/lexicon";
import { exportPackage } from "../../../src/model/package/export";
import type { Storage } from "../../../src/model/package/storage";
import { loadTokenizer } from "../../../src/model/tokenizer/load";
import type { Tokenizer } from "../../../src/model/tokenizer/tokenizer";
import { randomWeights } from "../../reference/weights";
import { LANGUAGE_MODEL, LANGUAGE_MODEL_PARTS, MANIFEST_PARTS, NETWORK } from "../exampleManifest";

const WORDS = ["<pad>", "<unk>", "<s>", "</s>", "the", "cat", "dog", "sees", "a", "bird", "."];

/** tokenizer.json of eleven words, as the Hugging Face library writes it. */
export const TOKENIZER_JSON = JSON.stringify({
  version: "1.0",
  truncation: null,
  padding: null,
  added_tokens: [],
  normalizer: null,
  pre_tokenizer: { type: "WhitespaceSplit" },
  post_processor: null,
  decoder: null,
  model: { type: "WordLevel", vocab: Object.fromEntries(WORDS.map((word, id) => [word, id])), unk_token: "<unk>" },
});

export async function exampleTokenizer(): Promise<Tokenizer> {
  return loadTokenizer(TOKENIZER_JSON);
}

/** Exports the example's network; another seed gives another model. */
export async function writeExample(
  directory: string,
  options: {
    readonly seed?: number;
    readonly includeWeights?: boolean;
    readonly lexicon?: Lexicon;
    readonly storage?: Storage;
  } = {},
) {
  const { seed = 1, includeWeights = true, lexicon, storage } = options;
  return exportPackage({
    directory,
    config: NETWORK,
    weights: randomWeights(NETWORK, seed),
    tokenizer: await exampleTokenizer(),
    manifestParts: MANIFEST_PARTS,
    includeWeights,
    lexicon,
    ...(storage ? { storage } : {}),
  });
}

/** Exports the example's language model, which writes from right to left. */
export async function writeLanguageModel(directory: string) {
  return exportPackage({
    directory,
    config: LANGUAGE_MODEL,
    weights: randomWeights(LANGUAGE_MODEL, 1),
    tokenizer: await exampleTokenizer(),
    manifestParts: LANGUAGE_MODEL_PARTS,
    includeWeights: true,
  });
}
