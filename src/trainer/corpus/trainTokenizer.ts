/** The vocabulary of a corpus, learned from as much of its training text as memory and patience allow. */
import { writeFileAtomically } from "../../model/atomicFile";
import type { Storage } from "../../model/package/storage";
import { trainBytePairTokenizer } from "../../model/tokenizer/bpe";
import type { Tokenizer } from "../../model/tokenizer/tokenizer";
import { frequentWords, splitWords, WordTokenizer } from "../../model/tokenizer/words";
import { hashFraction, hashSentence } from "./sentenceHash";

/** UTF-16 units of text to learn from: merges settle early, and the library holds its sample; counts of words need all. */
const SAMPLE_CHARACTERS = { bpe: 32e6, words: 1e9 } as const;
/** Sets the sample's hash apart from the split's. */
const SAMPLE_PURPOSE = 0x5bd1e995;

export interface VocabularyRequest {
  readonly kind: "bpe" | "words";
  /** Entries at most. */
  readonly vocabulary: number;
  readonly sentences: AsyncIterable<readonly string[]>;
  /** UTF-16 units of about all sentences. */
  readonly characters: number;
  readonly seed: number;
  /** A file to write the sample to. */
  readonly sample: string;
  readonly storage: Storage;
  readonly signal: AbortSignal | undefined;
}

/** Learns from all sentences, or from a part of them drawn by their hashes if there is much text. */
export async function trainTokenizer(request: VocabularyRequest): Promise<Tokenizer> {
  const share = SAMPLE_CHARACTERS[request.kind] / request.characters;
  const inSample = (sentence: string): boolean =>
    share >= 1 || hashFraction(hashSentence(sentence), request.seed ^ SAMPLE_PURPOSE) < share;
  if (request.kind === "words") {
    return new WordTokenizer(frequentWords(await countWords(request.sentences, inSample), request.vocabulary));
  }
  const encoder = new TextEncoder();
  await writeFileAtomically(
    request.sample,
    async (sink) => {
      for await (const sentences of request.sentences) {
        const drawn = sentences.filter(inSample);
        if (drawn.length > 0) await sink.write(encoder.encode(`${drawn.join("\n")}\n`));
      }
    },
    request.storage,
  );
  return trainBytePairTokenizer([request.sample], request.vocabulary, request.signal);
}

async function countWords(
  texts: AsyncIterable<readonly string[]>,
  inSample: (sentence: string) => boolean,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for await (const sentences of texts) {
    for (const sentence of sentences.filter(inSample)) {
      for (const word of splitWords(sentence)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return counts;
}
