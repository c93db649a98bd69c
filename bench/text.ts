/** Text files of the benches: one sentence a line, .gz too. */
import { fileBatches } from "../src/cli/lines";

const BATCH = 256;

/** As the evaluation reads them. */
export async function* batches(texts: readonly string[]): AsyncGenerator<readonly string[]> {
  for (let offset = 0; offset < texts.length; offset += BATCH) yield texts.slice(offset, offset + BATCH);
}

export async function sentencesOf(files: readonly string[]): Promise<string[]> {
  const texts: string[] = [];
  for (const file of files) {
    for await (const lines of fileBatches(file, 4096)) texts.push(...lines.map(({ text }) => text));
  }
  return texts;
}
