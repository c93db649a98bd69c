/**
 * How sentences read, without a person: what an independently trained language model thinks of them, how many of their word
 * trigrams and words stand in the training text, how they differ from each other, and what is plainly broken.
 */
import { distinct } from "../../src/core/metrics/distinct";
import { splitIntoWords } from "../../src/core/metrics/words";
import type { Explorer } from "../../src/engine/explorer";
import { SeenTrigrams } from "../prior/trigrams";
import type { SentenceSet } from "./sentenceSets";

export interface Fluency {
  readonly name: string;
  readonly sentences: number;
  /** −ln p a token under the judge, end marks counted: of all tokens, and of each sentence. */
  readonly nll: number;
  readonly nllOfEach: readonly number[];
  readonly trigrams: number;
  /** Share of the words that no training sentence holds. */
  readonly unknownWords: number;
  readonly distinct1: number;
  readonly distinct2: number;
  /** Whole sentences of the training text. */
  readonly copied: number;
  readonly empty: number;
  readonly endless: number;
  readonly looping: number;
}

/** How often in a row no sentence needs the same words: "no, no, no" may be meant, four of them or three pairs are not. */
const LOOPS = [
  { words: 1, times: 4 },
  { words: 2, times: 3 },
  { words: 3, times: 3 },
  { words: 4, times: 3 },
] as const;

export class FluencyJudge {
  readonly #seen = new SeenTrigrams();
  readonly #words = new Set<string>();

  constructor(
    private readonly judge: Explorer,
    training: readonly string[],
  ) {
    for (const text of training) {
      this.#seen.add(text);
      for (const word of wordsOf(text)) this.#words.add(word);
    }
  }

  async measure({ name, texts, cut }: SentenceSet): Promise<Fluency> {
    const whole = texts.filter((text) => text.trim() !== "");
    const scores = await this.judge.score(whole);
    const tokens = scores.reduce((sum, score) => sum + score.tokens, 0);
    const words = whole.map(wordsOf);
    const all = words.flat();
    const split = whole.map((text) => splitIntoWords(text, "unicode"));
    return {
      name,
      sentences: texts.length,
      nll: -scores.reduce((sum, { logProbability }) => sum + logProbability, 0) / tokens,
      nllOfEach: scores.map((score) => -score.logProbability / score.tokens),
      trigrams: this.#seen.share(whole),
      unknownWords: all.filter((word) => !this.#words.has(word)).length / all.length,
      distinct1: distinct(split, 1),
      distinct2: distinct(split, 2),
      copied: this.#seen.copied(whole),
      empty: texts.length - whole.length,
      endless: cut,
      looping: whole.filter((text) => loops(wordsOf(text))).length,
    };
  }
}

/** Words of letters, as they are looked up. */
function wordsOf(text: string): string[] {
  return splitIntoWords(text, "unicode")
    .filter((word) => /^\p{L}[\p{L}\p{M}'’]*$/u.test(word))
    .map((word) => word.toLowerCase());
}

/** Marks do not count: "wait..." is no loop. */
function loops(words: readonly string[]): boolean {
  return LOOPS.some(({ words: length, times }) => {
    let same = 0;
    return words.some((word, place) => {
      same = word === words[place - length] ? same + 1 : 0;
      return same >= length * (times - 1);
    });
  });
}

/** `rows[0]`: real sentences, which the others are compared with. */
export function fluencyTable(rows: readonly Fluency[]): string {
  const [real] = rows;
  const head = [
    ...["", "nats a token", "more than real", "trigrams", "unknown words", "distinct-1, -2", "copied"],
    "empty, endless, looping",
  ];
  const lines = rows.map((row) => [
    `${row.name} (${row.sentences})`,
    row.nll.toFixed(2),
    row === real ? "" : (row.nll - real.nll).toFixed(2),
    row.trigrams.toFixed(3),
    percent(row.unknownWords),
    `${row.distinct1.toFixed(2)}, ${row.distinct2.toFixed(2)}`,
    percent(row.copied),
    `${row.empty}, ${row.endless}, ${row.looping}`,
  ]);
  return markdownTable(head, lines);
}

export function markdownTable(head: readonly string[], lines: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
