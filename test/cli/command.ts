/** Runs the built command line as a person's shell would: another process, text in, text and an exit code out. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const DIST = join(__dirname, "..", "..", "dist");
export const CLI = join(DIST, "cli.js");

export interface Outcome {
  /** The signal's name if one ended it. */
  readonly code: number | NodeJS.Signals;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export async function homotopy(
  args: readonly string[],
  { input = "", env = {}, cwd = process.cwd() }: RunOptions = {},
): Promise<Outcome> {
  // The set-up of the tests builds what is out of date; without a stamp that build failed.
  if (!existsSync(join(DIST, ".stamp"))) throw new Error("dist/ is not built: npm run build says why");
  const child = spawn(process.execPath, [CLI, ...args], { cwd, env: { ...process.env, ...env } });
  const output = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"] as const) {
    child[stream].setEncoding("utf8").on("data", (text: string) => {
      output[stream] += text;
    });
  }
  // A wrong call ends before it reads.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve(signal ?? status ?? 0));
  });
  return { code, ...output };
}

/** The lines of an error output without the last line end. */
export function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
