/**
 * Reads the event log of a run, finished or still growing. The log is looked at several times a second instead of watched:
 * that works on every file system, and costs one `stat`. What is not a whole line yet waits; a line torn by a crash is left out.
 */
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode } from "../../model/package/storage";
import { parseTrainingEvent, type TrainingEvent } from "../../protocol/trainingEvents";
import { eventsFile } from "./files";

/** `next`: the place in the log after the event, in bytes, from which to follow it on another time. */
export type EventListener = (event: TrainingEvent, next: number) => void;

const LOOK_MILLISECONDS = 150;
const PIECE_BYTES = 1 << 16;
const LINE_END = 0x0a;

/** All events so far; none where there is no log. */
export async function readEvents(directory: string): Promise<readonly TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  await new LogReader(eventsFile(directory), 0).advance((event) => events.push(event));
  return events;
}

/**
 * Tells the events of the log from a place on, then those that are appended, until `signal` is raised. A folder or log that
 * is not there yet is waited for; one that begins anew is told from its beginning, which is a `started` event with
 * `resumed` false.
 */
export async function followEvents(
  directory: string,
  from: number,
  onEvent: EventListener,
  signal: AbortSignal,
): Promise<void> {
  const reader = new LogReader(eventsFile(directory), from);
  while (!signal.aborted) {
    await reader.advance(onEvent, signal);
    // The only error of waiting is that it was called off.
    await sleep(LOOK_MILLISECONDS, undefined, { signal }).catch(() => undefined);
  }
}

class LogReader {
  /** Which file was read: another one of the same name is read from its beginning. */
  #identity: string | undefined;

  constructor(
    private readonly file: string,
    /** After the last whole line that was read. */
    private offset: number,
  ) {}

  /** Reads what is there. */
  async advance(onEvent: EventListener, signal?: AbortSignal): Promise<void> {
    let handle: FileHandle;
    try {
      handle = await open(this.file);
    } catch (error) {
      if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return;
      throw error;
    }
    try {
      await this.#begin(handle);
      await this.#read(handle, onEvent, signal);
    } finally {
      await handle.close();
    }
  }

  async #begin(handle: FileHandle): Promise<void> {
    const { ino, birthtimeNs, size } = await handle.stat({ bigint: true });
    const identity = `${ino} ${birthtimeNs}`;
    const another = this.#identity !== undefined && this.#identity !== identity;
    if (another || size < BigInt(this.offset)) this.offset = 0;
    this.#identity = identity;
  }

  async #read(handle: FileHandle, onEvent: EventListener, signal: AbortSignal | undefined): Promise<void> {
    let open = Buffer.alloc(0);
    let position = this.offset;
    const piece = Buffer.alloc(PIECE_BYTES);
    while (!signal?.aborted) {
      const { bytesRead } = await handle.read(piece, 0, PIECE_BYTES, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      const read = Buffer.concat([open, piece.subarray(0, bytesRead)]);
      const end = read.lastIndexOf(LINE_END) + 1;
      open = Buffer.from(read.subarray(end));
      this.#tell(read.subarray(0, end), onEvent, signal);
    }
  }

  /** `lines`: whole ones, from `offset` on. */
  #tell(lines: Buffer, onEvent: EventListener, signal: AbortSignal | undefined): void {
    for (let from = 0; from < lines.length && !signal?.aborted; ) {
      const end = lines.indexOf(LINE_END, from) + 1;
      this.offset += end - from;
      const event = parseTrainingEvent(lines.toString("utf8", from, end));
      from = end;
      if (event !== undefined) onEvent(event, this.offset);
    }
  }
}
