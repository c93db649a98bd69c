/** Copies packages into folders, from a folder or an archive: all or nothing, and only what the manifest lists. */
import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { HomotopyError, messageOf, throwIfCancelled } from "../../../core/errors";
import type { Manifest } from "../../manifest";
import { replaceFolder } from "../replaceFolder";
import { type ByteSink, disk, errorCode, type Storage } from "../storage";
import { packageFile } from "../write";
import { ARCHIVE_ENDING, openArchive } from "./archive";
import { openFolder } from "./folder";
import { type PackageSource, textsOf } from "./source";

export interface TransferOptions {
  readonly signal?: AbortSignal;
  readonly storage?: Storage;
}

/** The package at `path`, a folder or an archive. @throws HomotopyError "bad-model" */
export async function openSource(path: string): Promise<PackageSource> {
  const entry = await stat(path).catch((error: unknown) => {
    const what = errorCode(error) === "ENOENT" ? "There is no such file or folder" : messageOf(error);
    const advice = `give the folder of a model package, or an archive of one (${ARCHIVE_ENDING})`;
    throw new HomotopyError("bad-model", what, resolve(path), advice, { cause: error });
  });
  return entry.isDirectory() ? openFolder(path) : openArchive(path);
}

/** Copies the package at `path` to a folder of the model's name in `parent`, and returns that folder. See `copyTo`. */
export async function copyInto(path: string, parent: string, options: TransferOptions = {}): Promise<string> {
  const source = await openSource(path);
  try {
    const directory = join(parent, plainName(source));
    await write(source, directory, options);
    return directory;
  } finally {
    source.close();
  }
}

/**
 * Copies the package at `path` to `directory`, which must not be there. Every file is checked before the copy counts.
 * @throws HomotopyError "bad-model" if it is damaged, "bad-input" if something is there, "disk", "cancelled"; nothing is left
 */
export async function copyTo(path: string, directory: string, options: TransferOptions = {}): Promise<Manifest> {
  const source = await openSource(path);
  try {
    await write(source, directory, options);
    return source.manifest;
  } finally {
    source.close();
  }
}

/** Of a model's name what every file system takes; else what its folder or archive is called. */
export function plainName({ manifest, where }: Pick<PackageSource, "manifest" | "where">): string {
  const plain = manifest.name.replace(/[^\p{L}\p{N}._-]+/gu, "-").replace(/^[.-]+|[.-]+$/g, "");
  return plain || basename(where, ARCHIVE_ENDING);
}

async function write(source: PackageSource, directory: string, options: TransferOptions): Promise<void> {
  const { signal, storage = disk } = options;
  if (await storage.exists(directory)) {
    const advice = "delete that one first, or choose another folder";
    throw new HomotopyError("bad-input", `There is a ${basename(directory)} already`, directory, advice);
  }
  const { files } = source.manifest;
  const texts = textsOf(source).map(([name, text]) => packageFile(name, text));
  const own = new Set([...files, ...texts].map(({ name }) => name));
  await replaceFolder(directory, { own, fill }, storage);

  async function fill(folder: string): Promise<void> {
    for (const file of files) {
      await create(join(folder, file.name), (sink) => pour(source.contents(file), sink, source.where, signal));
    }
    for (const text of texts) await create(join(folder, text.name), (sink) => text.write(sink));
    throwIfCancelled(signal, source.where);
  }

  async function create(path: string, use: (sink: ByteSink) => Promise<void>): Promise<void> {
    const sink = await storage.create(path);
    try {
      await use(sink);
      await sink.sync();
    } finally {
      await sink.close();
    }
  }
}

async function pour(
  pieces: AsyncIterable<Uint8Array>,
  sink: ByteSink,
  where: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  for await (const piece of pieces) {
    throwIfCancelled(signal, where);
    await sink.write(piece);
  }
}
