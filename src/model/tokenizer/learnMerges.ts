/**
 * Byte-pair merges (Sennrich et al. 2016, algorithm 1): the most frequent pair of symbols becomes a symbol, again and again.
 * Ties fall as in Hugging Face's library, so that both learn the same merges; it has no binary for every platform, writes
 * progress to standard output, and is slower.
 */
import { createReadStream } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { HomotopyError, messageOf, throwIfCancelled } from "../../core/errors";
import { splitIntoWords, textToSymbols } from "./byteLevel";
import { MergeQueue } from "./mergeQueue";

/** Pairs of symbols, the earliest merge first. */
export type LearnedMerges = (readonly [string, string])[];

/** Between two looks at the signal. */
const MERGES_AT_ONCE = 50;

/**
 * At most `most` merges of the text in `files`, one sentence a line.
 * @throws HomotopyError "cancelled" when the signal is raised, "bad-input" for files that cannot be read
 */
export async function learnMerges(
  files: readonly string[],
  most: number,
  signal?: AbortSignal,
): Promise<LearnedMerges> {
  throwIfCancelled(signal, PURPOSE);
  const learner = new MergeLearner(await countWords(files, signal));
  const merges: LearnedMerges = [];
  while (merges.length < most) {
    const merge = learner.next();
    if (merge === undefined) break;
    merges.push(merge);
    if (merges.length % MERGES_AT_ONCE === 0) await breathe(signal);
  }
  return merges;
}

const PURPOSE = "learning the vocabulary";

/** How often each word stands in the files, with the space before it. */
async function countWords(files: readonly string[], signal: AbortSignal | undefined): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for (const file of files) {
    for await (const lines of linesIn(file)) {
      for (const word of lines.flatMap(splitIntoWords)) counts.set(word, (counts.get(word) ?? 0) + 1);
      await breathe(signal);
    }
  }
  return counts;
}

/** The lines of a file, as many at once as are read at once. */
async function* linesIn(file: string): AsyncGenerator<readonly string[]> {
  let rest = "";
  try {
    for await (const piece of createReadStream(file, "utf8")) {
      const lines = `${rest}${piece}`.split("\n");
      rest = lines.pop() ?? "";
      yield lines;
    }
  } catch (cause) {
    const what = `The vocabulary could not be learned: ${messageOf(cause)}`;
    throw new HomotopyError("bad-input", what, file, "check that the file can be read", { cause });
  }
  yield [rest];
}

/** Lets the process do something else, and stops if that was to say so. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  throwIfCancelled(signal, PURPOSE);
}

class MergeLearner {
  /** Symbols by id, the single ones in the order of their characters; later ones in that of their merges. */
  readonly #symbols: string[];
  readonly #idOf: Map<string, number>;
  /** Each different word as ids, and how often it occurs. */
  readonly #words: number[][] = [];
  readonly #counts: number[] = [];
  readonly #pairs = new Map<number, number>();
  /** Words in which a pair has come up since the queue was filled. */
  #found = new Map<number, Set<number>>();
  readonly #queue = new MergeQueue();

  constructor(words: ReadonlyMap<string, number>) {
    const spelled = Array.from(words, ([word, count]) => [[...textToSymbols(word)], count] as const);
    this.#symbols = [...new Set(spelled.flatMap(([symbols]) => symbols))].sort();
    this.#idOf = new Map(this.#symbols.map((symbol, id) => [symbol, id]));
    for (const [symbols, count] of spelled) {
      const word = this.#words.push(symbols.map((symbol) => this.#idOf.get(symbol) ?? 0)) - 1;
      this.#counts.push(count);
      for (let at = 1; at < symbols.length; at++) this.#change(word, at - 1, at, 1);
    }
    this.#enqueue();
  }

  /** Merges the most frequent pair everywhere; undefined when no pair is left. */
  next(): readonly [string, string] | undefined {
    for (;;) {
      const top = this.#queue.pop();
      if (top === undefined) return undefined;
      const count = this.#pairs.get(keyOf(top.left, top.right)) ?? 0;
      // Its count has changed since it was put there.
      if (count !== top.count) this.#queue.push({ ...top, count });
      else if (count < 1) return undefined;
      else {
        const [left, right] = [this.#symbols[top.left], this.#symbols[top.right]];
        const merged = this.#idFor(left + right);
        for (const word of top.words) this.#merge(word, top.left, top.right, merged);
        this.#enqueue();
        return [left, right];
      }
    }
  }

  #idFor(symbol: string): number {
    const known = this.#idOf.get(symbol);
    if (known !== undefined) return known;
    this.#idOf.set(symbol, this.#symbols.length);
    return this.#symbols.push(symbol) - 1;
  }

  /** Puts `merged` for each `left right` of a word, from its front. */
  #merge(word: number, left: number, right: number, merged: number): void {
    const ids = this.#words[word];
    for (let at = 0; at + 1 < ids.length; at++) {
      if (ids[at] !== left || ids[at + 1] !== right) continue;
      if (at > 0) this.#change(word, at - 1, at, -1);
      if (at + 2 < ids.length) this.#change(word, at + 1, at + 2, -1);
      ids.splice(at, 2, merged);
      if (at > 0) this.#change(word, at - 1, at, 1);
      if (at + 1 < ids.length) this.#change(word, at, at + 1, 1);
    }
  }

  /** A pair comes up in a word, or is no more. */
  #change(word: number, first: number, second: number, sign: 1 | -1): void {
    const ids = this.#words[word];
    const key = keyOf(ids[first], ids[second]);
    this.#pairs.set(key, (this.#pairs.get(key) ?? 0) + sign * this.#counts[word]);
    if (sign < 0) return;
    const words = this.#found.get(key);
    if (words) words.add(word);
    else this.#found.set(key, new Set([word]));
  }

  #enqueue(): void {
    for (const [key, words] of this.#found) {
      const count = this.#pairs.get(key) ?? 0;
      const [left, right] = [Math.floor(key / ID_LIMIT), key % ID_LIMIT];
      if (count > 0) this.#queue.push({ left, right, count, words: [...words] });
    }
    this.#found = new Map();
  }
}

/** Above any number of symbols, so that two ids make one number. */
const ID_LIMIT = 2 ** 24;

function keyOf(left: number, right: number): number {
  return left * ID_LIMIT + right;
}
