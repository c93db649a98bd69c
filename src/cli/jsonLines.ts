/** JSON lines in, for `encode` and `decode`: each line one value, checked where it stands. */
import * as z from "zod";
import { HomotopyError, messageOf } from "../core/errors";
import { type Line, requireText } from "./lines";

const sentence = z.union([z.string(), z.object({ text: z.string() }).transform(({ text }) => text)]);

const vector = z.array(z.number()).min(1);
/** `encode` writes `mean`, so that its output can be piped into `decode`. */
const latent = z.union([
  vector,
  z.object({ latent: vector }).transform((line) => line.latent),
  z.object({ mean: vector }).transform((line) => line.mean),
]);

/** A sentence: `{"text": "…"}` or a bare string. */
export function parseSentence(line: Line): string {
  const text = parseLine(line, sentence, 'write {"text": "…"} or a JSON string on each line');
  return requireText(text, placeOf(line));
}

/** A latent vector of a model with so many dimensions: `{"latent": […]}`, a line of `encode`, or a bare array. */
export function parseLatent(line: Line, dimension: number): Float32Array {
  const numbers = parseLine(line, latent, 'write {"latent": […]} or an array of numbers on each line');
  const vector = Float32Array.from(numbers);
  if (vector.length === dimension && vector.every(Number.isFinite)) return vector;
  const what =
    vector.length === dimension ? "The latent has a number beyond float32" : `The latent has ${vector.length} numbers`;
  throw new HomotopyError(
    "bad-input",
    what,
    placeOf(line),
    `give ${dimension} finite numbers, as the model has dimensions`,
  );
}

function placeOf({ number }: Line): string {
  return `stdin, line ${number}`;
}

function parseLine<T>(line: Line, schema: z.ZodType<T>, advice: string): T {
  const where = placeOf(line);
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch (error) {
    throw new HomotopyError("bad-input", `Not JSON, ${messageOf(error)}`, where, advice);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new HomotopyError("bad-input", "Not what this command reads", where, advice);
  return parsed.data;
}
