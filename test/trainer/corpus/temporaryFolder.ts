import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";

/** A folder for each test. */
export function temporaryFolder() {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "homotopy-corpus-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  return {
    path: (...names: string[]): string => path.join(folder, ...names),
    /** Writes files, with the folders above them. */
    async write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
      for (const [name, contents] of Object.entries(files)) {
        const file = path.join(folder, name);
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, contents);
      }
    },
  };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Different sentences of different lengths, from a few words. */
export function exampleSentences(count: number): string[] {
  const nouns = ["cat", "dog", "bird", "fish", "horse", "watchman", "child"];
  const verbs = ["sees", "likes", "follows", "hears", "finds"];
  return Array.from({ length: count }, (_, n) => {
    const [a, b, c] = [nouns[n % 7], verbs[n % 5], nouns[Math.floor(n / 7) % 7]];
    return `The ${a} ${b} ${"the very ".repeat(n % 4)}old ${c} number ${n}.`;
  });
}
