/** A sample of sentences as the tokenizer of a run cuts them: their lengths, and what the vocabulary does not know. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { throwIfCancelled } from "../../core/errors";
import { TOKENIZER_FILE } from "../../model/manifest";
import { disk } from "../../model/package/storage";
import { loadTokenizer } from "../../model/tokenizer/load";
import type { Tokenizer } from "../../model/tokenizer/tokenizer";
import type { TokenIds } from "../corpus/tokenFormat";
import { trainTokenizer } from "../corpus/trainTokenizer";
import type { TrainingOptions } from "../options";

const BUNCH = 1000;

export interface TokenSample {
  readonly tokenizer: Tokenizer;
  /** Those that are short enough. */
  readonly sentences: readonly TokenIds[];
  /** `histogram[t]`: of t positions, the end mark among them. */
  readonly histogram: readonly number[];
  /** Of these sentences, end marks not counted. */
  readonly tokens: number;
  /** Share of the tokens that the vocabulary does not know. */
  readonly unknown: number;
  /** Share of the sample that is too long. */
  readonly tooLong: number;
}

type TokenOptions = Pick<TrainingOptions, "from" | "tokenizer" | "vocabulary" | "maxTokens" | "seed">;

/** With the base model's tokenizer, or one that is learnt from the sample. @throws HomotopyError "bad-model", "cancelled" */
export async function tokenSample(
  texts: readonly string[],
  options: TokenOptions,
  signal: AbortSignal | undefined,
): Promise<TokenSample> {
  const tokenizer = await tokenizerOf(texts, options, signal);
  const sentences: TokenIds[] = [];
  const histogram = new Array<number>(options.maxTokens + 2).fill(0);
  let [tokens, unknown] = [0, 0];
  for (let start = 0; start < texts.length; start += BUNCH) {
    throwIfCancelled(signal, "tokenising the text");
    for (const ids of await tokenizer.encodeBatch(texts.slice(start, start + BUNCH))) {
      if (ids.length === 0 || ids.length > options.maxTokens) continue;
      sentences.push(Uint32Array.from(ids));
      histogram[ids.length + 1]++;
      tokens += ids.length;
      for (const id of ids) if (id === tokenizer.special.unk) unknown++;
    }
  }
  return {
    tokenizer,
    sentences,
    histogram,
    tokens,
    unknown: unknown / Math.max(1, tokens),
    tooLong: 1 - sentences.length / Math.max(1, texts.length),
  };
}

async function tokenizerOf(
  texts: readonly string[],
  { from, tokenizer: kind, vocabulary, seed }: TokenOptions,
  signal: AbortSignal | undefined,
): Promise<Tokenizer> {
  if (from !== undefined) return loadTokenizer(await readFile(path.join(from, TOKENIZER_FILE), "utf8"));
  const folder = await mkdtemp(path.join(tmpdir(), "homotopy-plan-"));
  try {
    return await trainTokenizer({
      kind,
      vocabulary,
      sentences: once(texts),
      characters: texts.reduce((sum, { length }) => sum + length, 0),
      seed,
      sample: path.join(folder, "sample.txt"),
      storage: disk,
      signal,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* once(texts: readonly string[]): AsyncGenerator<readonly string[]> {
  yield texts;
}
