/** Text read line by line from a stream, without waiting for its end and without holding it all. */
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { HomotopyError, messageOf } from "../core/errors";
import { normalizeText } from "../core/text/normalize";

export interface Line {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** Lines that one call of a model takes at once. */
const BATCH = 64;
/** Characters; more in one line is not a sentence but another kind of file. */
const LONGEST_LINE = 1 << 20;

/**
 * Lines that are not blank, in batches. A batch ends where the input pauses, so a program that writes one line and
 * waits for its answer gets it.
 */
export async function* lineBatches(chunks: AsyncIterable<unknown>, where: string): AsyncGenerator<readonly Line[]> {
  let rest = "";
  let number = 0;

  function* complete(lines: readonly string[]): Generator<readonly Line[]> {
    const numbered = lines.map((text) => ({ number: ++number, text })).filter(({ text }) => text.trim() !== "");
    for (let start = 0; start < numbered.length; start += BATCH) yield numbered.slice(start, start + BATCH);
  }

  for await (const chunk of chunks) {
    const lines = (rest + String(chunk)).split(/\r?\n/);
    rest = lines.pop() ?? "";
    yield* complete(lines);
    if (rest.length > LONGEST_LINE) {
      const place = `${where}, line ${number + 1}`;
      throw new HomotopyError("bad-input", "A line of over a million characters", place, "give one sentence a line");
    }
  }
  yield* complete([rest]);
}

/** The lines of a file that are not blank, of a `.gz` file too, in batches of `size` wherever its reads end. */
export async function* fileBatches(file: string, size: number): AsyncGenerator<readonly Line[]> {
  let held: readonly Line[] = [];
  for await (const lines of lineBatches(fileText(file), file)) {
    held = [...held, ...lines];
    while (held.length >= size) {
      yield held.slice(0, size);
      held = held.slice(size);
    }
  }
  if (held.length > 0) yield held;
}

/** The text as it is. @throws HomotopyError "bad-input" if nothing of it would reach a model: zero-width characters, say. */
export function requireText(text: string, where: string): string {
  if (normalizeText(text) !== "") return text;
  throw new HomotopyError("bad-input", "The text is empty", where, "give a sentence of at least one word");
}

async function* fileText(file: string): AsyncGenerator<string> {
  const bytes = createReadStream(file);
  const stream: Readable = file.endsWith(".gz") ? bytes.pipe(createGunzip()) : bytes;
  // An error does not travel down a pipe by itself.
  bytes.on("error", (error) => stream.destroy(error));
  try {
    for await (const chunk of stream.setEncoding("utf8")) yield String(chunk);
  } catch (error) {
    throw new HomotopyError(
      "bad-input",
      `Cannot read the file, ${messageOf(error)}`,
      file,
      "check its name and format",
    );
  } finally {
    bytes.destroy();
  }
}
