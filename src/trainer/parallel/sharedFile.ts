/**
 * A file without a name that several processes hold open: how weights and gradients travel between them. In memory where
 * the system has a file system for it, else among the temporary files, whose pages stay in the cache. Reading and writing
 * are one copy each; the pipe between Node processes takes ten times as long for 20 MB.
 */
import { closeSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HomotopyError, messageOf } from "../../core/errors";

const FOLDERS = ["/dev/shm", tmpdir()];
/** Elements written at a time when the file is made. */
const CHUNK = 32_768;
const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** A descriptor of `bytes` zeros. The file is gone when the last process closes it, however that process ends. */
export function createSharedFile(bytes: number): number {
  const refusals: unknown[] = [];
  for (const folder of FOLDERS) {
    try {
      return createIn(folder, bytes);
    } catch (error) {
      refusals.push(error);
    }
  }
  throw new HomotopyError(
    "disk",
    `No room for ${Math.ceil(bytes / 1e6)} MB that the training processes share`,
    refusals.map(messageOf).join("; "),
    "free some space, or train with --threads 1",
    { cause: refusals.at(-1) },
  );
}

export function writeFloats(file: number, values: Float32Array, position: number): void {
  const bytes = bytesOf(values);
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(file, bytes, done, bytes.length - done, position + done);
  }
}

export function readFloats(file: number, into: Float32Array, position: number): void {
  const bytes = bytesOf(into);
  for (let done = 0; done < bytes.length; ) {
    const read = readSync(file, bytes, done, bytes.length - done, position + done);
    if (read === 0) throw new RangeError(`The shared file ends at ${position + done}`);
    done += read;
  }
}

function createIn(folder: string, bytes: number): number {
  const path = join(folder, `homotopy-${process.pid}-${process.hrtime.bigint()}`);
  const file = openSync(path, "wx+", 0o600);
  try {
    unlinkSync(path);
    // Written to its end now, so that a full disk shows here and not in the middle of a run.
    const zeros = new Float32Array(CHUNK);
    const length = bytes / FLOAT_BYTES;
    for (let start = 0; start < length; start += CHUNK) {
      writeFloats(file, zeros.subarray(0, Math.min(CHUNK, length - start)), start * FLOAT_BYTES);
    }
    return file;
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
