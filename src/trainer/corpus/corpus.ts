/** A prepared corpus: a folder with tokenizer.json, words.txt, train.tokens, valid.tokens and, written last, corpus.json. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import * as z from "zod";
import { HomotopyError, messageOf } from "../../core/errors";
import type { Lexicon } from "../../core/text/lexicon";
import { loadTokenizer } from "../../model/tokenizer/load";
import type { Tokenizer } from "../../model/tokenizer/tokenizer";
import { readLexiconFile } from "./lexicon";
import { TokenStore } from "./tokenStore";

export const FORMAT = "homotopy-corpus/1";

const count = z.number().min(0);

const statisticsSchema = z.object({
  /** Files that gave sentences, held-out ones among them. */
  files: count,
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
  /** For training. */
  sentences: count,
  /** Of the training sentences, end marks not counted. */
  tokens: count,
  /** Of those, tokens that are `<unk>`. */
  unknown: count,
  validationSentences: count,
  validationTokens: count,
  /** Sentences left out, by reason. */
  dropped: z.record(z.string(), count),
  vocabulary: count,
  /** Mean −ln p of a held-out sentence under add-one unigrams of the training tokens, in nats, end mark counted. */
  unigram: count,
  /** `histogram[t]`: training sentences of t positions, the end mark among them. */
  histogram: z.array(count),
});

export type CorpusStatistics = Readonly<z.infer<typeof statisticsSchema>>;

const corpusSchema = z.object({
  format: z.literal(FORMAT),
  /** What the corpus was made from and how, to know it again. */
  recipe: z.string(),
  statistics: statisticsSchema,
});

export interface Corpus {
  readonly directory: string;
  readonly tokenizer: Tokenizer;
  /** Of the training sentences; none of a word-level vocabulary, whose entries are words already. */
  readonly lexicon: Lexicon | undefined;
  readonly train: TokenStore;
  readonly validation: TokenStore;
  readonly statistics: CorpusStatistics;
  readonly recipe: string;
}

/** The files of a corpus in its folder. */
export function corpusFiles(directory: string) {
  const within = (name: string): string => path.join(directory, name);
  return {
    manifest: within("corpus.json"),
    tokenizer: within("tokenizer.json"),
    train: within("train.tokens"),
    validation: within("valid.tokens"),
    lexicon: within("words.txt"),
    trainText: within("train.txt"),
    validationText: within("valid.txt"),
    sample: within("sample.txt"),
  };
}

/** Opens a finished corpus. Throws `bad-input` for one that is missing, unfinished or damaged. */
export async function openCorpus(directory: string): Promise<Corpus> {
  const files = corpusFiles(directory);
  const manifest = corpusSchema.safeParse(await readJson(files.manifest));
  if (!manifest.success) {
    const [issue] = manifest.error.issues;
    throw unreadable(files.manifest, `${issue?.path.join(".")}: ${issue?.message}`);
  }
  const tokenizer = loadTokenizer(await readText(files.tokenizer));
  const [train, validation] = [await TokenStore.open(files.train), await TokenStore.open(files.validation)];
  const { recipe, statistics } = manifest.data;
  if (train.vocabulary !== tokenizer.size || train.count !== statistics.sentences) {
    throw unreadable(directory, "its files do not belong together");
  }
  const lexicon = await readLexiconFile(files.lexicon);
  return { directory, tokenizer, lexicon, train, validation, statistics, recipe };
}

async function readJson(file: string): Promise<unknown> {
  const text = await readText(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(file, messageOf(error));
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw unreadable(file, messageOf(error));
  }
}

function unreadable(where: string, why: string): HomotopyError {
  return new HomotopyError(
    "bad-input",
    `The prepared corpus cannot be read: ${why}`,
    where,
    "remove its folder, and it is made anew from the text",
  );
}
