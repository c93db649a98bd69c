/**
 * From text to tokenised sentences, split into training and held-out ones, in a folder from which training streams.
 *
 * The text is read once, into a plain file of sentences beside the rest; what follows (choosing the held-out ones,
 * learning the vocabulary, tokenising) reads that file. Memory is bounded, but for 8 bytes a different sentence up to
 * 256 MB to find duplicates, and for the different words, of which a lexicon has at most a million.
 */
import { readFile } from "node:fs/promises";
import { HomotopyError, messageOf, throwIfCancelled } from "../../core/errors";
import type { Layout } from "../../core/text/layout";
import type { Lexicon } from "../../core/text/lexicon";
import { writeFileAtomically } from "../../model/atomicFile";
import { lexiconText } from "../../model/package/lexicon";
import { asDiskError, disk, type Storage } from "../../model/package/storage";
import { loadTokenizer } from "../../model/tokenizer/load";
import type { Tokenizer } from "../../model/tokenizer/tokenizer";
import { type Corpus, type CorpusStatistics, corpusFiles, FORMAT, openCorpus } from "./corpus";
import { type Gathered, type GatherRequest, gathered, gatherSentences } from "./gather";
import { HashSet } from "./hashSet";
import { WordCollector } from "./lexicon";
import { hashFraction, hashSentence } from "./sentenceHash";
import type { ReadingOptions } from "./sentenceReader";
import { heldOutCount, SmallestNumbers } from "./split";
import { TokenStore, writeTokenStore } from "./tokenStore";
import { trainTokenizer } from "./trainTokenizer";
import { UnigramModel } from "./unigram";

export type { Corpus } from "./corpus";

export interface CorpusOptions {
  /** Files and folders. */
  readonly sources: readonly string[];
  /** Held-out text; without it a part of the sources is held out. */
  readonly validation?: string;
  /** The folder to fill. */
  readonly directory: string;
  readonly tokenizer: {
    readonly kind: "bpe" | "words";
    /** Entries at most. */
    readonly vocabulary: number;
    /** A `tokenizer.json` to use instead of learning one. */
    readonly file?: string;
  };
  /** Longer sentences are left out; the end mark is not counted. */
  readonly maxTokens: number;
  readonly seed: number;
  /** For `bpe`, `auto` by default. A `words` corpus is always taken verbatim: a sentence on each line. */
  readonly layout?: "auto" | Layout;
  /** BCP 47, for abbreviations; English by default. */
  readonly language?: string;
  /** Of folders, which files are read, and of files, which sentences: as of a workspace. */
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly gitignore?: boolean | undefined;
  readonly codeFiles?: boolean | undefined;
  readonly keepSecrets?: boolean | undefined;
  /** Whether a sentence that comes again is left out: by default for `bpe`, so that benchmarks stay whole. */
  readonly deduplicate?: boolean;
}

export interface CorpusProgress {
  readonly stage: "reading" | "vocabulary" | "tokens";
  /** Sentences so far in this stage. */
  readonly sentences: number;
}

/** What of the text belongs to a side of the split. */
interface Side {
  readonly text: string;
  readonly holds: (sentence: string) => boolean;
}

/** Told of every training sentence. */
type Learn = (ids: readonly number[], sentence: string) => void;

/** Work shared by the stages. */
interface Job {
  readonly options: CorpusOptions;
  readonly files: ReturnType<typeof corpusFiles>;
  readonly storage: Storage;
  readonly signal: AbortSignal | undefined;
  readonly tell: (progress: CorpusProgress) => void;
}

/**
 * Prepares a corpus, or opens the folder if it holds the finished corpus of the same options already (the text is not
 * looked at again). Throws `bad-input` if there is nothing usable, `disk`, `cancelled`; a folder that is left unfinished
 * is done anew.
 */
export async function prepareCorpus(
  options: CorpusOptions,
  signal?: AbortSignal,
  onProgress?: (progress: CorpusProgress) => void,
  storage: Storage = disk,
): Promise<Corpus> {
  const files = corpusFiles(options.directory);
  if (await storage.exists(files.manifest)) {
    const corpus = await openCorpus(options.directory);
    if (corpus.recipe === recipeOf(options)) return corpus;
    await storage.remove(files.manifest);
  }
  const job: Job = { options, files, storage, signal, tell: onProgress ?? (() => undefined) };
  try {
    await storage.makeFolder(options.directory);
    await build(job);
  } catch (error) {
    throw asDiskError(error, options.directory);
  } finally {
    for (const text of [files.trainText, files.validationText, files.sample])
      await storage.remove(text).catch(() => undefined);
  }
  return openCorpus(options.directory);
}

async function build(job: Job): Promise<void> {
  const { options, files, storage, signal } = job;
  const [texts, train, validation] = await gatherSides(job);
  throwIfCancelled(signal, "preparing the corpus");
  job.tell({ stage: "vocabulary", sentences: 0 });
  const tokenizer = await tokenizerFor(job, train, texts[0].characters);
  const unigram = new UnigramModel(tokenizer.size, tokenizer.special);
  const tooLong = { count: 0 };
  const write = (file: string, side: Side, learn?: Learn): Promise<void> =>
    writeTokenStore(file, tokenizer.size, tokenised(job, tokenizer, side, tooLong, learn), storage);
  const words = new WordCollector();
  await write(files.train, train, (ids, sentence) => {
    unigram.learn(ids);
    if (tokenizer.kind === "bpe") words.add(sentence);
  });
  await write(files.validation, validation);
  const stores = [await TokenStore.open(files.train), await TokenStore.open(files.validation)] as const;
  if (stores.some((store) => store.count === 0)) throw tooFew(options, tooLong.count);
  const statistics = await describe(texts, stores, unigram, tooLong.count, tokenizer);
  await writeText(job, files.tokenizer, tokenizer.toJson());
  await writeLexicon(job, words.lexicon());
  await writeText(job, files.manifest, JSON.stringify({ format: FORMAT, recipe: recipeOf(options), statistics }));
}

/** Reads all text, the held-out one first so that training does not see it again, and tells the sides apart. */
async function gatherSides(job: Job): Promise<readonly [readonly [Gathered, ...Gathered[]], Side, Side]> {
  const { options, files } = job;
  const smallest = new SmallestNumbers();
  const seen = (options.deduplicate ?? options.tokenizer.kind === "bpe") ? new HashSet() : undefined;
  const gather = (sources: readonly string[], output: string, keep?: GatherRequest["keep"]): Promise<Gathered> =>
    gatherSentences({
      sources,
      output,
      finding: { include: options.include, exclude: options.exclude, gitignore: options.gitignore },
      reading: readingOf(options),
      storage: job.storage,
      signal: job.signal,
      onProgress: (sentences) => job.tell({ stage: "reading", sentences }),
      ...(seen ? { seen } : {}),
      ...(keep ? { keep } : {}),
    });
  const all = (text: string): Side => ({ text, holds: () => true });
  if (options.validation !== undefined) {
    const heldOut = await gather([options.validation], files.validationText);
    const text = await gather(options.sources, files.trainText);
    return [[text, heldOut], all(files.trainText), all(files.validationText)];
  }
  const key = (sentence: string): number => hashFraction(hashSentence(sentence), options.seed);
  const text = await gather(options.sources, files.trainText, (hash) => smallest.add(hashFraction(hash, options.seed)));
  if (text.sentences < 2) throw tooFew(options, 0);
  const bound = smallest.nth(heldOutCount(text.sentences));
  return [
    [text],
    { text: files.trainText, holds: (sentence) => key(sentence) > bound },
    { text: files.trainText, holds: (sentence) => key(sentence) <= bound },
  ];
}

function readingOf(options: CorpusOptions): ReadingOptions {
  const { tokenizer, layout = "auto", language = "en", codeFiles, keepSecrets } = options;
  return { layout: tokenizer.kind === "words" ? "verbatim" : layout, language, codeFiles, keepSecrets };
}

async function tokenizerFor({ options, files, storage, signal }: Job, side: Side, characters: number) {
  const { file, kind, vocabulary } = options.tokenizer;
  if (file === undefined) {
    const sentences = sentencesOf(side);
    return trainTokenizer({
      kind,
      vocabulary,
      sentences,
      characters,
      seed: options.seed,
      sample: files.sample,
      storage,
      signal,
    });
  }
  const json = await readFile(file, "utf8").catch((error: unknown) => {
    throw new HomotopyError("bad-input", `Cannot read the tokenizer: ${messageOf(error)}`, file, "check the path");
  });
  return loadTokenizer(json);
}

async function* sentencesOf({ text, holds }: Side): AsyncGenerator<readonly string[]> {
  for await (const sentences of gathered(text)) yield sentences.filter(holds);
}

/** Ids of the sentences that are neither too long nor empty. */
async function* tokenised(
  { options, signal, tell }: Job,
  tokenizer: Tokenizer,
  side: Side,
  tooLong: { count: number },
  learn: Learn | undefined,
): AsyncGenerator<readonly (readonly number[])[]> {
  let done = 0;
  for await (const sentences of sentencesOf(side)) {
    throwIfCancelled(signal, "tokenising the text");
    const encoded = await tokenizer.encodeBatch(sentences);
    const fits = (ids: readonly number[]): boolean => ids.length > 0 && ids.length <= options.maxTokens;
    const fitting = encoded.filter(fits);
    tooLong.count += encoded.length - fitting.length;
    if (learn) for (const [index, ids] of encoded.entries()) if (fits(ids)) learn(ids, sentences[index]);
    yield fitting;
    done += sentences.length;
    tell({ stage: "tokens", sentences: done });
  }
}

async function describe(
  texts: readonly Gathered[],
  [train, validation]: readonly [TokenStore, TokenStore],
  unigram: UnigramModel,
  tooLong: number,
  tokenizer: Tokenizer,
): Promise<CorpusStatistics> {
  const total = (key: "files" | "duplicates" | "overlong"): number => texts.reduce((sum, text) => sum + text[key], 0);
  return {
    files: total("files"),
    skipped: texts.flatMap((text) => text.skipped),
    sentences: train.count,
    tokens: train.tokens,
    unknown: unigram.count(tokenizer.special.unk),
    validationSentences: validation.count,
    validationTokens: validation.tokens,
    dropped: {
      duplicates: total("duplicates"),
      "too long": tooLong + total("overlong"),
      ...summed(texts.map((text) => text.dropped)),
    },
    vocabulary: tokenizer.size,
    unigram: await unigram.meanNll(validation.sentences()),
    histogram: [...train.histogram],
  };
}

function summed(counts: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [reason, count] of counts.flatMap(Object.entries)) sums[reason] = (sums[reason] ?? 0) + count;
  return sums;
}

function writeText({ storage }: Job, file: string, text: string): Promise<void> {
  return writeFileAtomically(file, (sink) => sink.write(new TextEncoder().encode(text)), storage);
}

/** An older one, of other text, must not stay. */
async function writeLexicon(job: Job, lexicon: Lexicon | undefined): Promise<void> {
  const file = job.files.lexicon;
  if (lexicon !== undefined) await writeText(job, file, lexiconText(lexicon.words));
  else if (await job.storage.exists(file)) await job.storage.remove(file);
}

/** All that decides the corpus, but for where it lies. */
function recipeOf({ directory, ...recipe }: CorpusOptions): string {
  return JSON.stringify(recipe, Object.keys({ ...recipe, ...recipe.tokenizer }).sort());
}

function tooFew(options: CorpusOptions, tooLong: number): HomotopyError {
  const [why, advice] =
    tooLong > 0
      ? [` (${tooLong} are longer than ${options.maxTokens} tokens)`, "allow longer sentences, or give more text"]
      : ["", "give more text: a few thousand sentences at least make a useful model"];
  return new HomotopyError(
    "bad-input",
    `Too few sentences to train on and to check with${why}`,
    options.sources.join(", "),
    advice,
  );
}
