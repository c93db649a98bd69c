/** The sentences of an adversarial evaluation: those that stay real, and those that lose their ends. */
import { halves } from "../../core/adversarial/parts";
import { HomotopyError } from "../../core/errors";
import { Reservoir } from "../../core/metrics/reservoir";
import { countWords, splitIntoWords, type WordKind } from "../../core/metrics/words";
import { seeded } from "../../core/random";
import { normalizeText } from "../../core/text/normalize";
import { type EndCut, knownTokens } from "../../engine/evaluation/imputeEnds";
import type { ModelPackage } from "../../model/package/read";
import type { Tokenizer } from "../../model/tokenizer/tokenizer";
import { fileBatches } from "../lines";

export interface OriginalCounts {
  /** Lines of the files that are not blank. */
  readonly read: number;
  /** Left out: fewer words than asked for; more tokens than a model allows; an end that a model has no word for. */
  readonly short: number;
  readonly long: number;
  readonly unknown: number;
  /** Left out of those that were drawn: the same text again. */
  readonly repeated: number;
  readonly perClass: number;
}

export interface Originals {
  readonly real: readonly string[];
  /** No sentence of `real` is among them. */
  readonly removed: readonly string[];
  readonly counts: OriginalCounts;
}

export interface OriginalsRequest extends EndCut {
  /** Most sentences a class. */
  readonly sentences: number;
  /** Fewest words of a sentence. */
  readonly words: number;
  readonly seed: number;
}

type Reader = Pick<ModelPackage, "tokenizer" | "manifest">;
type Verdict = "fit" | "short" | "long" | "unknown";

const BATCH = 256;
/** A class. Fewer leave no tenth to test on. */
const LEAST = 20;

/**
 * Draws at random among the sentences that every reader can read whole and end; holds no more of them than are wanted.
 * @throws HomotopyError "bad-input" if there are too few
 */
export async function chooseOriginals(
  files: readonly string[],
  readers: readonly Reader[],
  request: OriginalsRequest,
): Promise<Originals> {
  const left = { fit: 0, short: 0, long: 0, unknown: 0 };
  const drawn = new Reservoir<string>(2 * request.sentences, seeded(request.seed, "adversarial", "originals"));
  for (const file of files) {
    for await (const lines of fileBatches(file, BATCH)) {
      const texts = lines.map(({ text }) => normalizeText(text));
      for (const [index, verdict] of (await judged(texts, readers, request)).entries()) {
        left[verdict]++;
        if (verdict === "fit") drawn.add(texts[index]);
      }
    }
  }
  const { fit, ...leftOut } = left;
  const different = [...new Set(drawn.items)];
  const [first, removed] = halves(different, seeded(request.seed, "adversarial", "halves"));
  const counts = {
    read: fit + leftOut.short + leftOut.long + leftOut.unknown,
    ...leftOut,
    repeated: drawn.items.length - different.length,
    perClass: removed.length,
  };
  if (removed.length < LEAST) throw tooFew(files, counts);
  return { real: first.slice(0, removed.length), removed, counts };
}

/** How the classifiers see a text that this tokenizer reads. */
export function wordsOf(text: string, tokenizer: Pick<Tokenizer, "kind">): string[] {
  return splitIntoWords(text, kindOf(tokenizer));
}

async function judged(
  texts: readonly string[],
  readers: readonly Reader[],
  { words, ...ends }: OriginalsRequest,
): Promise<Verdict[]> {
  const verdicts = texts.map(
    (text): Verdict => (countWords(wordsOf(text, readers[0].tokenizer)) < words ? "short" : "fit"),
  );
  for (const { tokenizer, manifest } of readers) {
    for (const [index, tokens] of (await tokenizer.encodeBatch(texts)).entries()) {
      if (verdicts[index] !== "fit") continue;
      const end = tokens.slice(knownTokens(tokens, ends, tokenizer));
      if (tokens.length > manifest.max_tokens) verdicts[index] = "long";
      else if (tokens.length < 2) verdicts[index] = "short";
      // No imputation has unknown words: an original that ends in one would be told by it.
      else if (end.includes(tokenizer.special.unk)) verdicts[index] = "unknown";
    }
  }
  return verdicts;
}

function kindOf({ kind }: Pick<Tokenizer, "kind">): WordKind {
  return kind === "words" ? "spaced" : "unicode";
}

function tooFew(
  files: readonly string[],
  { perClass, read, short, long, unknown, repeated }: OriginalCounts,
): HomotopyError {
  return new HomotopyError(
    "bad-input",
    `Of ${read} sentences ${short} are too short, ${long} too long, ${unknown} end in an unknown word and ` +
      `${repeated} are there twice, which leaves ${perClass} a class`,
    files.join(", "),
    `give at least ${LEAST} a class, better thousands: more text, or fewer --words`,
  );
}
