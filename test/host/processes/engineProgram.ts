/** Builds child programs for the tests of the engine process: the engine itself, and ones that misbehave. */
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { bundle } from "../../../scripts/build.mjs";

const ROOT = join(__dirname, "..", "..", "..");

export interface Programs {
  /** The engine. */
  readonly engine: string;
  /** A child that never answers. */
  readonly silent: string;
  /** A child that ends with code 3 at once. */
  readonly stillborn: string;
  /** A child that writes the names of its environment's variables and ends. */
  readonly talkative: string;
  remove(): Promise<void>;
}

export async function buildPrograms(): Promise<Programs> {
  // Under node_modules, where the program finds the packages that are not bundled.
  const cache = join(ROOT, "node_modules", ".cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "engine-process-"));
  await bundle({ engine: "src/engine/process/main.ts" }, folder);
  const [silent, stillborn, talkative] = ["silent.js", "stillborn.js", "talkative.js"].map((name) =>
    join(folder, name),
  );
  await writeFile(silent, "process.on('disconnect', () => process.exit()); process.on('message', () => {});");
  await writeFile(stillborn, "process.stderr.write('no library'); process.exitCode = 3;");
  await writeFile(talkative, "process.stdout.write(Object.keys(process.env).join());");
  const remove = () => rm(folder, { recursive: true, force: true });
  return { engine: join(folder, "engine.js"), silent, stillborn, talkative, remove };
}
