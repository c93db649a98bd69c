/** Text files of any size, in pieces: in any encoding of `detectEncoding`, plain or gzipped (told by the first bytes). */
import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { pipeline } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { createGunzip } from "node:zlib";
import { TextStream } from "../../core/text/encoding";

/** Why a file gives no text, in words for a person. */
export class UnusableFile extends Error {
  override readonly name = "UnusableFile";
}

/** What `UnusableFile` says of a file without a byte. */
export const EMPTY = "an empty file";

const PIECE = 1 << 16;

/**
 * The text of a file, piece by piece, at most a few hundred kilobytes in memory. Damaged bytes become U+FFFD.
 * Throws `UnusableFile` for a binary, empty or damaged file, the last perhaps after some text.
 */
export async function* textOf(file: string): AsyncGenerator<string> {
  const decoder = new TextStream();
  let started = false;
  for await (const bytes of bytesOf(file)) {
    const text = decoder.push(bytes);
    if (decoder.encoding === undefined) throw new UnusableFile("not a text file");
    started = true;
    if (text !== "") yield text;
  }
  if (!started) throw new UnusableFile(EMPTY);
  const rest = decoder.end();
  if (rest !== "") yield rest;
}

/** All text of a file that is read whole. Throws `UnusableFile` as `textOf` does, and for one of more than `most` UTF-16 units. */
export async function wholeText(file: string, most: number): Promise<string> {
  const pieces: string[] = [];
  let length = 0;
  for await (const piece of textOf(file)) {
    length += piece.length;
    if (length > most) throw new UnusableFile(`longer than ${most / 1e6} million characters`);
    pieces.push(piece);
  }
  return pieces.join("");
}

/**
 * Pieces of a file; each is gone when the next one is asked for. Read synchronously: of a hundred thousand small files,
 * most of the time would be spent waiting for threads. Between the pieces whatever else there is has its turn.
 */
async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  const descriptor = openSync(file, "r");
  try {
    const buffer = Buffer.allocUnsafe(PIECE);
    let position = 0;
    for (let length = -1; length !== 0; position += length) {
      length = readSync(descriptor, buffer, 0, PIECE, position);
      if (position === 0 && length >= 2 && buffer[0] === 0x1f && buffer[1] === 0x8b) {
        yield* gunzipped(file);
        return;
      }
      if (length > 0) yield buffer.subarray(0, length);
      await setImmediate();
    }
  } finally {
    closeSync(descriptor);
  }
}

async function* gunzipped(file: string): AsyncGenerator<Uint8Array> {
  const source = createReadStream(file, { highWaterMark: PIECE });
  const stream = pipeline(source, createGunzip(), () => undefined);
  try {
    for await (const chunk of stream) {
      if (chunk instanceof Uint8Array) yield chunk;
    }
  } catch (error) {
    throw isZlibError(error) ? new UnusableFile(`a damaged gzip file (${error.message})`, { cause: error }) : error;
  } finally {
    source.destroy();
    stream.destroy();
  }
}

function isZlibError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_");
}
