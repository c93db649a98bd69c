/**
 * Byte-pair merges learned by the library's trainer, in a process of its own: it writes progress to standard output, which
 * belongs to the caller, blocks its thread for seconds, and keeps its memory.
 */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { HomotopyError, messageOf, throwIfCancelled } from "../../core/errors";

/** Pairs of symbols, the earliest merge first. */
export type LearnedMerges = (readonly [string, string])[];

const trainedSchema = z.object({ model: z.object({ merges: z.array(z.tuple([z.string(), z.string()])) }) });

const SCRIPT = `
  const [library, output, ...files] = process.argv.slice(1);
  const { BPE, Tokenizer, byteLevelPreTokenizer } = require(library);
  const tokenizer = new Tokenizer(BPE.empty());
  tokenizer.setPreTokenizer(byteLevelPreTokenizer(true, true));
  tokenizer.train(files);
  tokenizer.save(output, false);
`;

/** The merges that the library learns: about 30,000 from enough text. Throws `cancelled` when the signal is raised. */
export async function learnMerges(files: readonly string[], signal?: AbortSignal): Promise<LearnedMerges> {
  throwIfCancelled(signal, "learning the vocabulary");
  const folder = await mkdtemp(join(tmpdir(), "homotopy-merges-"));
  const output = join(folder, "trained.json");
  try {
    await promisify(execFile)(process.execPath, ["-e", SCRIPT, libraryPath(), output, ...files], {
      // Inside VS Code the executable is Electron.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      ...(signal ? { signal } : {}),
    });
    return trainedSchema.parse(JSON.parse(await readFile(output, "utf8"))).model.merges;
  } catch (error) {
    throwIfCancelled(signal, "learning the vocabulary");
    const advice = "check that the files can be read and that the disk is not full";
    throw new HomotopyError("bad-input", "The vocabulary could not be learned", files.join(", "), advice, {
      cause: new Error(messageOf(error)),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where the native library lies, seen from this file or from the bundle that holds it. */
function libraryPath(): string {
  return createRequire(__filename).resolve("tokenizers");
}
