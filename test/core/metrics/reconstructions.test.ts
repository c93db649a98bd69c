import { expect, test } from "vitest";
import { lengthName, Reconstructions } from "../../../src/core/metrics/reconstructions";

const sentence = (words: number) => `${Array.from({ length: words }, (_, index) => `w${index}`).join(" ")} .`;

test("exact shares and BLEU, over all and by length in words", () => {
  const restored = new Reconstructions("spaced");
  restored.add(sentence(5), sentence(5));
  restored.add(sentence(10), sentence(9));
  restored.add(sentence(11), sentence(11));
  restored.add(sentence(21), "something else entirely");
  expect(restored.all).toMatchObject({ sentences: 4, exact: 0.5 });
  const [short, middle, long] = restored.byLength;
  expect(short).toMatchObject({ least: 0, most: 10, sentences: 2, exact: 0.5 });
  expect(short.bleu).toBeGreaterThan(0.7);
  expect(short.bleu).toBeLessThan(1);
  expect(middle).toMatchObject({ least: 11, most: 20, sentences: 1, exact: 1, bleu: 1 });
  expect(long).toEqual({ least: 21, sentences: 1, exact: 0, bleu: 0 });
});

test("nothing is nothing", () => {
  expect(new Reconstructions("unicode").all).toEqual({ sentences: 0, exact: 0, bleu: 0 });
});

test("lengths have names", () => {
  expect(new Reconstructions("spaced").byLength.map(lengthName)).toEqual([
    "up to 10 words",
    "11 to 20 words",
    "21 words and more",
  ]);
});
