/**
 * The words that classifiers know: those that occur at least twice in their training sentences. Words that occur once train
 * the unknown word, so that words first met in the test have a meaning, too.
 */

/** Id of every word that is not known. */
export const UNKNOWN = 0;

const LEAST_COUNT = 2;

export class KnownWords {
  readonly #ids: ReadonlyMap<string, number>;

  constructor(sentences: Iterable<readonly string[]>) {
    const counts = new Map<string, number>();
    for (const words of sentences) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    const known = [...counts].filter(([, count]) => count >= LEAST_COUNT).map(([word]) => word);
    this.#ids = new Map(known.map((word, index) => [word, UNKNOWN + 1 + index]));
  }

  /** Ids are below this. */
  get size(): number {
    return this.#ids.size + 1;
  }

  idsOf(words: readonly string[]): Int32Array {
    return Int32Array.from(words, (word) => this.#ids.get(word) ?? UNKNOWN);
  }
}

/** How often each word occurs in a sentence: a row of a sparse matrix. */
export interface Counts {
  /** Ascending, each once. */
  readonly ids: Int32Array;
  readonly counts: Float64Array;
}

export function countsOf(words: Int32Array): Counts {
  const counts = new Map<number, number>();
  for (const id of words) counts.set(id, (counts.get(id) ?? 0) + 1);
  const ids = Int32Array.from(counts.keys()).sort();
  return { ids, counts: Float64Array.from(ids, (id) => counts.get(id) ?? 0) };
}
