/** Starts a trainer process that lives on when the one that started it is gone. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, open, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { HomotopyError } from "../../core/errors";
import { asDiskError, disk } from "../../model/package/storage";
import { ALLOCATOR_ENVIRONMENT } from "../allocator";
import { type ProcessReport, parseReport } from "../process/report";
import type { TrainerRequest } from "../process/request";
import { logFile, runDirectory } from "./files";

export interface TrainerLaunch {
  /** dist/trainer.js. */
  readonly script: string;
  /** Default: the program that runs this process. */
  readonly execPath?: string;
  /** Default: this process's. An editor's program needs ELECTRON_RUN_AS_NODE=1 in it. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface StartedTrainer {
  readonly pid: number;
  /** The run folder. */
  readonly directory: string;
}

/**
 * Returns once the process holds the run folder and heeds requests.
 * @throws HomotopyError that the process failed with before, such as "bad-call" if another one trains there; "unavailable"
 *   if it ended without a word, with the beginning of what it wrote
 */
export async function startTrainer(request: TrainerRequest, launch: TrainerLaunch): Promise<StartedTrainer> {
  const directory = runDirectory(request.options.out);
  const isNew = !(await disk.exists(directory));
  const folder = await mkdtemp(path.join(tmpdir(), "homotopy-start-"));
  try {
    const file = path.join(folder, "request.json");
    await writeFile(file, JSON.stringify(request));
    await disk.makeFolder(directory);
    const log = await logLength(directory);
    const child = await spawnTrainer(file, directory, launch);
    const pid = await greeting(child, directory, log);
    return { pid, directory };
  } catch (error) {
    if (isNew) await removeUnused(directory);
    throw asDiskError(error, directory);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A folder that was made for a run that did not come to be: nothing but its log is in it, or it stays. */
async function removeUnused(directory: string): Promise<void> {
  await rm(logFile(directory), { force: true });
  await rmdir(directory).catch(() => undefined);
}

async function spawnTrainer(file: string, directory: string, launch: TrainerLaunch): Promise<ChildProcess> {
  const { script, execPath = process.execPath, env = process.env } = launch;
  const log = await open(logFile(directory), "a");
  try {
    return spawn(execPath, [script, file], {
      env: { ...ALLOCATOR_ENVIRONMENT, ...env },
      stdio: ["ignore", log.fd, log.fd, "ipc"],
      detached: true,
      windowsHide: true,
    });
  } finally {
    await log.close();
  }
}

/** The process's number, once it trains. Afterwards nothing ties the two processes together. */
async function greeting(child: ChildProcess, directory: string, log: number): Promise<number> {
  const report = await new Promise<ProcessReport | string>((resolve) => {
    child.once("message", (message) => resolve(parseReport(message) ?? "it said something unknown"));
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => {
      const how = signal === null ? `exit code ${code}` : `ended by ${signal}`;
      // What it said before is still on its way.
      if (child.connected) child.once("disconnect", () => resolve(how));
      else resolve(how);
    });
  });
  if (child.connected) child.disconnect();
  child.unref();
  if (typeof report === "string") throw silent(report, await logSince(log, directory), directory);
  if (report.report === "started") return report.pid;
  const { code, what, where, advice } = report;
  throw new HomotopyError(code, what, where, advice);
}

const SHOWN_CHARACTERS = 500;

async function logLength(directory: string): Promise<number> {
  return (await readLog(directory)).length;
}

/** The beginning of what the process wrote: the end of a crash's report says less. */
async function logSince(length: number, directory: string): Promise<string> {
  return (await readLog(directory)).subarray(length).toString().trim().slice(0, SHOWN_CHARACTERS);
}

function readLog(directory: string): Promise<Buffer> {
  return readFile(logFile(directory)).catch(() => Buffer.alloc(0));
}

function silent(how: string, log: string, directory: string): HomotopyError {
  const what = `The trainer could not be started (${how})${log === "" ? "" : `: ${log}`}`;
  return new HomotopyError("unavailable", what, directory, "homotopy doctor says what this machine lacks");
}
