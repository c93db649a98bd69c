/** Whose gradients are studied: a trained model with its weights, or the same kind of network before its first step. */
import { join } from "node:path";
import { HomotopyError } from "../../core/errors";
import { seeded } from "../../core/random";
import { normalizeText } from "../../core/text/normalize";
import { featureWidth, isLanguageModel } from "../../model/family/network";
import { MANIFEST_FILE } from "../../model/manifest";
import { readPackage } from "../../model/package/read";
import { packageWeights } from "../../model/package/weights";
import type { Tokenizer } from "../../model/tokenizer/tokenizer";
import { frequentWords, splitWords, WordTokenizer } from "../../model/tokenizer/words";
import type { Batch } from "../corpus/batch";
import { NO_DROPOUT } from "../corpus/dropout";
import { type BatchLayout, layOut } from "../corpus/layOut";
import { fillStore } from "../finetuning/base";
import { initialise } from "../initialise";
import { PRESETS } from "../options";
import { ParameterStore } from "../parameters";

/** Sentences that are computed at once: bounds the logits in memory. */
const BATCH = 16;

export interface StudySubject {
  readonly name: string;
  readonly store: ParameterStore;
  readonly tokenizer: Tokenizer;
  /** Longest sentence, the end mark not counted. */
  readonly maxTokens: number;
  /** Whether its decoder reads unknown words only. */
  readonly inputless: boolean;
}

/** @throws HomotopyError "bad-model" for a damaged package or one of another kind of network */
export async function trainedSubject(directory: string): Promise<StudySubject> {
  const source = await readPackage(directory);
  const { manifest, tokenizer } = source;
  const { network, name, max_tokens: maxTokens, decoder } = manifest;
  if (network === undefined || isLanguageModel(network)) {
    throw new HomotopyError(
      "bad-model",
      network === undefined ? "The network of this model is not known" : "A language model has no posterior to study",
      join(directory, MANIFEST_FILE),
      "choose a sentence VAE that homotopy train made",
    );
  }
  const store = ParameterStore.create(network);
  fillStore(store, await packageWeights(source));
  return { name, store, tokenizer, maxTokens, inputless: decoder.inputless === true };
}

/** A network of the small preset with random weights, over the words of `texts`. */
export function freshSubject(wordCounts: ReadonlyMap<string, number>, seed: number): StudySubject {
  const { vocabulary, maxTokens, ...preset } = PRESETS.small;
  const { embedding, hidden, latent, pooling, reversed, tied, skip, direction } = preset;
  const tokenizer = new WordTokenizer(frequentWords(wordCounts, vocabulary));
  const shape = { embedding, hidden, latent, pooling, reversed, tied, skip, direction };
  const store = ParameterStore.create({ vocabulary: tokenizer.size, ...shape });
  initialise(store, seed);
  return { name: "untrained", store, tokenizer, maxTokens, inputless: false };
}

/** Adds a text's words to the counts that `freshSubject` takes. */
export function countWords(text: string, counts: Map<string, number>): void {
  for (const word of splitWords(normalizeText(text))) counts.set(word, (counts.get(word) ?? 0) + 1);
}

/** The sentences as batches; one longer than the model allows is cut. */
export async function batchesOf(subject: StudySubject, texts: readonly string[]): Promise<Batch[]> {
  const { tokenizer, maxTokens } = subject;
  const sentences = await tokenizer.encodeBatch(texts.map(normalizeText));
  const numbered = sentences.map((tokens, number) => ({
    number,
    tokens: Uint32Array.from(tokens.slice(0, maxTokens)),
  }));
  // Neighbours in length waste the least padding.
  numbered.sort((a, b) => a.tokens.length - b.tokens.length || a.number - b.number);
  const layout = layoutOf(subject);
  return Array.from({ length: Math.ceil(numbered.length / BATCH) }, (_, index) => {
    const part = numbered.slice(index * BATCH, (index + 1) * BATCH);
    const time = Math.max(...part.map(({ tokens }) => tokens.length)) + 1;
    return layOut(part, time, layout, () => seeded(0));
  });
}

function layoutOf({ store, tokenizer, inputless }: StudySubject): BatchLayout {
  const { latent, embedding, reversed, direction } = store.config;
  return {
    latent,
    embedding,
    features: featureWidth(store.config),
    reversed,
    direction,
    special: tokenizer.special,
    wordKeep: inputless ? 0 : 1,
    dropout: NO_DROPOUT,
  };
}
