/** Opens a model and lets it impute the ends of sentences. */
import {
  type EndCut,
  type EndLength,
  type ImputationWork,
  imputeEnds,
  knownTokens,
} from "../../engine/evaluation/imputeEnds";
import { OpenModel, type OpenOptions } from "../../engine/openModel";
import { hasLatent } from "../../model/manifest";
import type { ModelPackage } from "../../model/package/read";
import type { Tokenizer } from "../../model/tokenizer/tokenizer";
import { wordsOf } from "./originals";
import type { Ended, ImputerResult, Search } from "./study";

export interface ImputerRequest extends OpenOptions, EndCut {
  readonly length: EndLength;
  /** Beginnings that a sentence may keep over all rounds: 15 of one beam, or 3 rounds of 5. */
  readonly beam: number;
  readonly rounds: number;
  readonly signal: AbortSignal;
  readonly progress: (done: number) => void;
}

export interface Imputed {
  readonly about: Omit<ImputerResult, "unigram" | "lstm" | "nll">;
  /** Whole sentences, and what the classifiers see of them. */
  readonly texts: readonly string[];
  readonly words: readonly (readonly string[])[];
  /** The first of them, in the order of the originals. */
  readonly shown: readonly { readonly original: Ended; readonly imputed: Ended }[];
}

/** Sentences that are shown in a report. */
const SHOWN = 10;

/** `originals` are normalised texts that the model can read whole. */
export async function imputeBy(
  source: ModelPackage,
  originals: readonly string[],
  { share, cut, length, beam, rounds, signal, progress, ...options }: ImputerRequest,
): Promise<Imputed> {
  const { manifest, tokenizer } = source;
  const search = searchOf(hasLatent(manifest), beam, rounds);
  const tokens = await tokenizer.encodeBatch(originals);
  const model = await OpenModel.open(source, options);
  try {
    const ends = { share, cut, length, ...search, progress };
    const { sentences, work } = await imputeEnds(model, tokens, ends, signal);
    const known = tokens.map((sentence) => knownTokens(sentence, ends, tokenizer));
    const [whole, imputed] = [
      await endedTexts(tokenizer, tokens, known),
      await endedTexts(tokenizer, sentences, known),
    ];
    const texts = imputed.map(textOf);
    const restored = imputed.filter(({ end }, index) => end === whole[index].end).length;
    return {
      about: {
        name: model.name,
        ...settingsOf(source),
        search,
        work: meanWork(work, originals.length),
        restored: restored / originals.length,
        distinct: new Set(imputed.map(({ end }) => end)).size / originals.length,
      },
      texts,
      words: texts.map((text) => wordsOf(text, tokenizer)),
      shown: whole.slice(0, SHOWN).map((original, index) => ({ original, imputed: imputed[index] })),
    };
  } finally {
    await model.dispose();
  }
}

/** Real sentences as they come back from a model's tokens: what its words cannot say must not tell them from imputed ones. */
export async function realWords(
  tokenizer: Tokenizer,
  texts: readonly string[],
): Promise<readonly (readonly string[])[]> {
  const read = await tokenizer.decodeBatch(await tokenizer.encodeBatch(texts));
  return read.map((text) => wordsOf(text, tokenizer));
}

/** As much work for a VAE in all its rounds as for a language model in its one beam. */
function searchOf(latent: boolean, beam: number, rounds: number): Search {
  if (!latent) return { method: "beam", width: beam, rounds: 1 };
  return { method: "icm", width: Math.max(1, Math.round(beam / rounds)), rounds };
}

function settingsOf({ manifest }: ModelPackage) {
  const { latent, vocabulary, decoder, training } = manifest;
  const total = (count: (corpus: (typeof training.corpora)[number]) => number) =>
    training.corpora.reduce((sum, corpus) => sum + count(corpus), 0);
  return {
    family: hasLatent(manifest) ? "sentence VAE" : "language model",
    direction: decoder.direction,
    latent: latent.dimension,
    vocabulary: vocabulary.size,
    training: {
      hours: training.hours,
      sentences: total(({ sentences }) => sentences),
      tokens: total(({ tokens }) => tokens),
    },
  } as const;
}

function meanWork({ decoderTokens, encodedSentences }: ImputationWork, sentences: number): ImputationWork {
  return { decoderTokens: decoderTokens / sentences, encodedSentences: encodedSentences / sentences };
}

/** `known`: tokens of each sentence before its end. */
async function endedTexts(
  tokenizer: Tokenizer,
  sentences: readonly (readonly number[])[],
  known: readonly number[],
): Promise<Ended[]> {
  const whole = await tokenizer.decodeBatch(sentences);
  const beginnings = await tokenizer.decodeBatch(sentences.map((tokens, index) => tokens.slice(0, known[index])));
  return whole.map((text, index) => {
    // A character may have bytes on both sides of the cut.
    const same = commonLength(text, beginnings[index]);
    return { known: text.slice(0, same), end: text.slice(same) };
  });
}

function textOf({ known, end }: Ended): string {
  return known + end;
}

function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && length < other.length && one[length] === other[length]) length++;
  return length;
}
