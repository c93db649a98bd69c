/** PyTorch in a virtual environment that belongs to this bench alone. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { BATCH, CONTROLS, DROPOUT, plainNetwork, STEP, TIME } from "./setting";

const VERSION = "2.13.0";
const ENVIRONMENT = path.join("bench", ".venv");
const PYTHON = path.join(ENVIRONMENT, process.platform === "win32" ? "Scripts/python.exe" : "bin/python");

/** The environment's interpreter; makes the environment at the first call. Throws with the reason where that fails. */
export function torchPython(): string {
  if (!existsSync(PYTHON)) run("python3", ["-m", "venv", ENVIRONMENT]);
  if (!loads(`import torch; assert torch.__version__.startswith("${VERSION}")`)) {
    run(PYTHON, ["-m", "pip", "install", "--quiet", `torch==${VERSION}`, "numpy"]);
  }
  return PYTHON;
}

export function torchArguments(hidden: number, threads: number): string[] {
  const { vocabulary, embedding, latent } = plainNetwork(hidden);
  const sizes = { batch: BATCH, time: TIME, vocabulary, embedding, latent };
  const setting = { ...sizes, dropout: DROPOUT, klWeight: CONTROLS.klWeight, ...STEP };
  return [path.join("bench", "training", "torch_peer.py"), String(hidden), String(threads), JSON.stringify(setting)];
}

function loads(code: string): boolean {
  return spawnSync(PYTHON, ["-c", code], { stdio: "ignore" }).status === 0;
}

function run(command: string, args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(error?.message ?? stderr.trim().split("\n").at(-1) ?? "it failed");
}
