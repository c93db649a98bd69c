/** The sentences of a workspace, each once, streamed file by file, with an account of what was read and what was not. */
import { throwIfCancelled } from "../../core/errors";
import { LanguageShares } from "../../core/text/language";
import { HashSet } from "../corpus/hashSet";
import { hashSentence } from "../corpus/sentenceHash";
import { readSentences } from "../corpus/sentenceReader";
import { UnusableFile } from "../corpus/textFile";
import { type FindOptions, type FoundFile, findFiles } from "./findFiles";
import { REASONS, unreadable } from "./reasons";
import { Tally, type WorkspaceReport } from "./report";

export interface WorkspaceOptions extends FindOptions {
  /** BCP 47, for abbreviations. Default English. */
  readonly language?: string | undefined;
  /** Whether sentences with addresses, keys and passwords stay. */
  readonly keepSecrets?: boolean | undefined;
}

/** Some sentences of a file, in its order. */
export interface FileSentences {
  readonly path: string;
  readonly sentences: readonly string[];
}

export interface WorkspaceProgress {
  /** Files that hold text, so far. */
  readonly files: number;
  /** Of those read, so far. */
  readonly bytes: number;
  readonly sentences: number;
}

export interface Workspace {
  /** To be gone through once. Throws `bad-input` for a root that cannot be read, `cancelled`. */
  readonly sentences: AsyncIterable<FileSentences>;
  /** What has been read so far. */
  report(): WorkspaceReport;
}

/** What the reader of a workspace holds: 8 bytes a different sentence (256 MB at most), and one file's text. */
export class WorkspaceReader {
  readonly #tally = new Tally();
  readonly #languages = new LanguageShares();
  readonly #seen = new HashSet();
  #found = 0;

  constructor(
    private readonly options: WorkspaceOptions,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** The files to read; counts them, and the others. */
  async *files(roots: readonly string[]): AsyncGenerator<FoundFile> {
    for await (const entry of findFiles(roots, this.options, this.signal)) {
      if ("skipped" in entry) this.#tally.skip(entry.path, entry.skipped);
      else {
        this.#found++;
        this.#tally.found(entry.format, entry.bytes);
        yield entry;
      }
    }
  }

  /** What is new in a file. One that has gone, or is no text after all, is passed over with its reason, wherever that shows. */
  async *read(file: FoundFile, mostCharacters = Number.POSITIVE_INFINITY): AsyncGenerator<FileSentences> {
    const { language = "en", keepSecrets, codeFiles } = this.options;
    let characters = 0;
    let failed = false;
    try {
      for await (const block of readSentences(file.path, { layout: "auto", language, keepSecrets, codeFiles })) {
        throwIfCancelled(this.signal, "reading the text");
        this.#tally.drop("too long", block.overlong);
        for (const [reason, count] of block.dropped) this.#tally.drop(reason, count);
        for (const sentence of block.sentences) characters += sentence.length;
        const sentences = block.sentences.filter((sentence) => this.#isNew(sentence));
        if (sentences.length > 0) yield { path: file.path, sentences };
        if (characters >= mostCharacters) break;
      }
    } catch (error) {
      const reason = error instanceof UnusableFile ? error.message : unreadable(error);
      if (reason === undefined) throw error;
      this.#tally.skip(file.path, reason);
      failed = true;
    }
    if (characters === 0 && !failed) this.#tally.skip(file.path, REASONS.nothing);
    this.#tally.read(Math.min(file.bytes, Math.max(1, mostCharacters)));
  }

  progress(): WorkspaceProgress {
    return { files: this.#found, bytes: this.#tally.bytesRead, sentences: this.#tally.sentences };
  }

  report(): WorkspaceReport {
    return this.#tally.report(this.#languages.shares());
  }

  #isNew(sentence: string): boolean {
    if (!this.#seen.add(hashSentence(sentence))) {
      this.#tally.drop("duplicates");
      return false;
    }
    this.#tally.keep(sentence);
    this.#languages.add(sentence);
    return true;
  }
}

/** Reads all of a workspace: files and folders that a person named. */
export function readWorkspace(
  roots: readonly string[],
  options: WorkspaceOptions = {},
  signal?: AbortSignal,
  onProgress: (progress: WorkspaceProgress) => void = () => undefined,
): Workspace {
  const reader = new WorkspaceReader(options, signal);
  async function* sentences(): AsyncGenerator<FileSentences> {
    for await (const file of reader.files(roots)) {
      yield* reader.read(file);
      onProgress(reader.progress());
    }
  }
  return { sentences: sentences(), report: () => reader.report() };
}
