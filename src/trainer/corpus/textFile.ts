/** Text files of any size, in pieces: UTF-8 with or without a byte order mark, plain or gzipped (told by the first bytes). */
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { looksBinary } from "../../core/text/binary";

/** Why a file gives no text, in words for a person. */
export class UnusableFile extends Error {
  override readonly name = "UnusableFile";
}

/** What `UnusableFile` says of a file without a byte. */
export const EMPTY = "an empty file";

/**
 * The text of a file, piece by piece, at most a few hundred kilobytes in memory. Bytes that are no UTF-8 become U+FFFD.
 * Throws `UnusableFile` for a binary, empty or damaged file, the last perhaps after some text.
 */
export async function* textOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8");
  let started = false;
  for await (const bytes of bytesOf(file)) {
    if (!started && looksBinary(bytes)) throw new UnusableFile("not a text file in UTF-8");
    started = true;
    const text = decoder.decode(bytes, { stream: true });
    if (text !== "") yield text;
  }
  if (!started) throw new UnusableFile(EMPTY);
  const rest = decoder.decode();
  if (rest !== "") yield rest;
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  const source = createReadStream(file, { highWaterMark: 1 << 16 });
  const stream: Readable = (await isGzip(file)) ? pipeline(source, createGunzip(), () => undefined) : source;
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

async function isGzip(file: string): Promise<boolean> {
  const handle = await open(file, "r");
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await handle.close();
  }
}

function isZlibError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_");
}
