/** Runs the bundled test files of a folder with mocha, in whichever process this is, and counts. */
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";

/** Time for one test, in milliseconds: it includes VS Code and a browser on a busy machine. */
const PATIENCE = 120_000;
/** Of a test whose keys came while VS Code was busy with something else: a fault of the extension fails twice. */
const RETRIES = 1;

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The counts also go to the file that the environment names: a suite in an extension host has no other way to tell. */
export async function runFiles(folder: string): Promise<Counts> {
  const mocha = new Mocha({ ui: "bdd", timeout: PATIENCE, slow: PATIENCE, retries: RETRIES, color: false });
  const pattern = new RegExp(process.env.HOMOTOPY_TEST_ONLY ?? "");
  for (const name of readdirSync(folder).sort()) {
    if (/\.test\.m?js$/.test(name) && pattern.test(name)) mocha.addFile(join(folder, name));
  }
  await mocha.loadFilesAsync();
  const { passes, failures, pending } = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats ?? { ...NONE, failures: 1 }));
  });
  const counts = { passed: passes, failed: failures, skipped: pending };
  const report = process.env.HOMOTOPY_TEST_REPORT;
  if (report) writeFileSync(report, JSON.stringify(counts));
  return counts;
}

const NONE: Mocha.Stats = { suites: 0, tests: 0, passes: 0, pending: 0, failures: 0 };
