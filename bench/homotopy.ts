/** Runs the command line of this build for a bench; what it prints goes to a file. */
import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";

/** `train` appends to the file, so that a run that was stopped keeps its log. */
export async function homotopy(args: readonly string[], output: string): Promise<void> {
  const child = spawn(process.execPath, [path.join("dist", "cli.js"), ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  await pipeline(child.stdout, createWriteStream(output, { flags: args[0] === "train" ? "a" : "w" }));
  const status = await ended;
  if (status !== 0) throw new Error(`homotopy ${args[0]} ended with ${status}; see ${output}`);
}
