/** From files to one plain file of sentences, one a line: normalised, without duplicates. */
import { createReadStream } from "node:fs";
import { HomotopyError, throwIfCancelled } from "../../core/errors";
import { writeFileAtomically } from "../../model/atomicFile";
import type { Storage } from "../../model/package/storage";
import type { FindOptions } from "../workspace/findFiles";
import { unreadable } from "../workspace/reasons";
import type { HashSet } from "./hashSet";
import { LineCutter } from "./lines";
import { hashSentence, type SentenceHash } from "./sentenceHash";
import { type ReadingOptions, readSentences } from "./sentenceReader";
import { expandSources, type Skipped, type SourceFile } from "./sources";
import { EMPTY, UnusableFile } from "./textFile";

const ADVICE = "name text files (.txt, .md, .html, .tex, perhaps .gz), or folders that hold some";

export interface GatherRequest {
  readonly sources: readonly string[];
  /** The file to write. */
  readonly output: string;
  /** Which files of folders; by default all that hold text. */
  readonly finding?: Pick<FindOptions, "include" | "exclude" | "gitignore">;
  readonly reading: ReadingOptions;
  /** What was seen before; without it duplicates stay. */
  readonly seen?: HashSet;
  /** Told of each sentence that is kept. */
  readonly keep?: (hash: SentenceHash) => void;
  readonly storage: Storage;
  readonly signal?: AbortSignal | undefined;
  /** Told of the sentences so far. */
  readonly onProgress?: ((sentences: number) => void) | undefined;
}

export interface Gathered {
  /** Files that gave sentences. */
  readonly files: number;
  readonly skipped: readonly Skipped[];
  readonly sentences: number;
  /** UTF-16 units of all sentences. */
  readonly characters: number;
  readonly duplicates: number;
  readonly overlong: number;
  /** Sentences that are not worth learning from or must not be learned, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
}

/**
 * Reads all sources in order. Throws `bad-input` if a file that was named is not text, or if nothing usable is found;
 * `disk`, `cancelled`.
 */
export async function gatherSentences(request: GatherRequest): Promise<Gathered> {
  const { files, skipped } = await expandSources(
    request.sources,
    { ...request.finding, codeFiles: request.reading.codeFiles },
    request.signal,
  );
  const tally = { files: 0, sentences: 0, characters: 0, duplicates: 0, overlong: 0 };
  const dropped: Record<string, number> = {};
  const unused: Skipped[] = [...skipped];
  const encoder = new TextEncoder();

  function wanted(sentence: string): boolean {
    const hash = hashSentence(sentence);
    if (request.seen?.add(hash) === false) {
      tally.duplicates++;
      return false;
    }
    request.keep?.(hash);
    tally.sentences++;
    tally.characters += sentence.length;
    return true;
  }

  async function gatherFile(file: SourceFile, write: (bytes: Uint8Array) => Promise<void>): Promise<void> {
    const before = tally.sentences;
    try {
      for await (const block of readSentences(file.path, request.reading)) {
        const { sentences } = block;
        throwIfCancelled(request.signal, "reading the text");
        tally.overlong += block.overlong;
        for (const [reason, count] of block.dropped) dropped[reason] = (dropped[reason] ?? 0) + count;
        const kept = sentences.filter(wanted);
        if (kept.length > 0) await write(encoder.encode(`${kept.join("\n")}\n`));
        request.onProgress?.(tally.sentences);
      }
    } catch (error) {
      unused.push({ path: file.path, reason: reasonToSkip(error, file) });
    }
    if (tally.sentences > before) tally.files++;
  }

  await writeFileAtomically(
    request.output,
    async (sink) => {
      for (const file of files) await gatherFile(file, (text) => sink.write(text));
    },
    request.storage,
  );
  if (tally.sentences === 0) throw nothingUsable(request.sources, unused);
  return { ...tally, dropped, skipped: unused };
}

/** Why a file may be passed over; throws if that would go against what the person said. An empty file does no harm. */
function reasonToSkip(error: unknown, { path, named }: SourceFile): string {
  if (error instanceof UnusableFile) {
    if (!named || error.message === EMPTY) return error.message;
    throw new HomotopyError("bad-input", `The file cannot be used: it is ${error.message}`, path, ADVICE, {
      cause: error,
    });
  }
  const reading = unreadable(error);
  if (reading !== undefined) {
    if (!named) return reading;
    throw new HomotopyError("bad-input", `The file cannot be used: ${reading}`, path, "check its permissions", {
      cause: error,
    });
  }
  throw error;
}

function nothingUsable(sources: readonly string[], unused: readonly Skipped[]): HomotopyError {
  const shown = unused.slice(0, 3).map(({ path, reason }) => `${path}: ${reason}`);
  const more = unused.length > shown.length ? [`${unused.length - shown.length} more`] : [];
  const why = shown.length > 0 ? ` (${[...shown, ...more].join("; ")})` : "";
  return new HomotopyError("bad-input", `No usable sentence was found${why}`, sources.join(", "), ADVICE);
}

/** The sentences of a file that `gatherSentences` wrote, in bunches of a few hundred. */
export async function* gathered(file: string): AsyncGenerator<readonly string[]> {
  const cutter = new LineCutter();
  let line = "";
  for await (const piece of createReadStream(file, { encoding: "utf8", highWaterMark: 1 << 16 })) {
    const sentences: string[] = [];
    for (const { text, ends } of cutter.cut(piece)) {
      line += text;
      if (!ends) continue;
      sentences.push(line);
      line = "";
    }
    yield sentences;
  }
}
