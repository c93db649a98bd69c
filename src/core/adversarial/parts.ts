/**
 * The data of an adversarial evaluation (Bowman et al. 2015, §4.2): as many real as imputed sentences, each class cut
 * 80/10/10, so that guessing is right half of the time in every part.
 */
import { HomotopyError } from "../errors";
import { type Random, shuffle } from "../random";

/** A sentence's words or word ids, and whether a person wrote it to its end. */
export interface Labelled<T> {
  readonly words: T;
  readonly real: boolean;
}

export interface Parts<T> {
  readonly train: readonly Labelled<T>[];
  readonly validation: readonly Labelled<T>[];
  readonly test: readonly Labelled<T>[];
}

/** Sentences a class below which a tenth is no test. */
const LEAST = 20;

/** Balanced parts, in random order. The longer list loses what it has too many, drawn at random. */
export function parts<T>(real: readonly T[], imputed: readonly T[], random: Random): Parts<T> {
  const count = Math.min(real.length, imputed.length);
  if (count < LEAST) {
    throw new HomotopyError(
      "bad-input",
      `${count} sentences a class are too few to train and test a classifier`,
      "adversarial evaluation",
      `give at least ${LEAST} real and ${LEAST} imputed sentences, better thousands`,
    );
  }
  const classes = [
    drawn(real, count, random).map((words) => ({ words, real: true })),
    drawn(imputed, count, random).map((words) => ({ words, real: false })),
  ];
  const [ofTest, ofValidation] = [Math.floor(count / 10), Math.floor(count / 5)];
  const cut = (from: number, to: number): Labelled<T>[] => {
    const part = classes.flatMap((sentences) => sentences.slice(from, to));
    shuffle(part, random);
    return part;
  };
  return { test: cut(0, ofTest), validation: cut(ofTest, ofValidation), train: cut(ofValidation, count) };
}

/** Two halves at random: originals that stay real and originals that lose their ends, or the classes of the null check. */
export function halves<T>(items: readonly T[], random: Random): readonly [T[], T[]] {
  const all = drawn(items, items.length, random);
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)];
}

function drawn<T>(items: readonly T[], count: number, random: Random): T[] {
  const all = [...items];
  shuffle(all, random);
  return all.slice(0, count);
}
