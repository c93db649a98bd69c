/** JSON lines in, for `encode` and `decode`: each line one value, checked where it stands. */
import { z } from "zod";
import { HomotopyError, messageOf } from "../core/errors";
import type { Line } from "./lines";

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
  return parseLine(line, sentence, 'write {"text": "…"} or a JSON string on each line');
}

/** A latent vector: `{"latent": […]}`, a line of `encode`, or a bare array. */
export function parseLatent(line: Line): Float32Array {
  return Float32Array.from(parseLine(line, latent, 'write {"latent": […]} or an array of numbers on each line'));
}

function parseLine<T>({ number, text }: Line, schema: z.ZodType<T>, advice: string): T {
  const where = `stdin, line ${number}`;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new HomotopyError("bad-input", `Not JSON, ${messageOf(error)}`, where, advice);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new HomotopyError("bad-input", "Not what this command reads", where, advice);
  return parsed.data;
}
