/**
 * One process a run folder. The lock is a file that names its owner, made in one step with its contents, so that nobody
 * reads half of it; the lock of a process that is no more is moved aside and taken.
 */
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { HomotopyError } from "../../core/errors";
import { asDiskError, errorCode } from "../../model/package/storage";
import { isRunning, type Owner, parseOwner, thisProcess } from "./owner";

export interface RunLock {
  /** Whether the lock is still ours: not if the folder was removed, or taken over by hand. */
  isHeld(): Promise<boolean>;
  /** Lets the next one in; of a lock that was taken away meanwhile nothing is removed. */
  release(): Promise<void>;
}

const ATTEMPTS = 5;
/** A process that was just told to end has this long to do so. */
const GRACE_MILLISECONDS = 1000;
const LOOK_MILLISECONDS = 100;

/** @throws HomotopyError "bad-call" if another process trains in the folder. */
export async function lockRun(directory: string): Promise<RunLock> {
  const file = lockFile(directory);
  const mine = JSON.stringify(await thisProcess());
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await create(file, mine)) return { isHeld: () => isHeld(file, mine), release: () => release(file, mine) };
    await makeWay(file, directory);
  }
  throw held(directory, "another process");
}

/** The process that trains in the folder now. */
export async function runOwner(directory: string): Promise<Owner | undefined> {
  const owner = parseOwner((await contents(lockFile(directory))) ?? "");
  return owner !== undefined && (await isRunning(owner)) ? owner : undefined;
}

function lockFile(directory: string): string {
  return path.join(directory, "lock.json");
}

/** Whether the file is ours now. */
async function create(file: string, text: string): Promise<boolean> {
  const draft = `${file}.${process.pid}`;
  try {
    await writeFile(draft, text);
    try {
      await link(draft, file);
    } catch (error) {
      if (errorCode(error) === "EEXIST") return false;
      // A file system without hard links.
      await writeFile(file, text, { flag: "wx" });
    }
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw asDiskError(error, file);
  } finally {
    await rm(draft, { force: true });
  }
}

/** Moves a dead owner's lock aside; a live one's stays. */
async function makeWay(file: string, directory: string): Promise<void> {
  const found = await contents(file);
  if (found === undefined) return;
  const owner = parseOwner(found);
  if (owner !== undefined && (await staysRunning(owner))) throw held(directory, describe(owner));
  const aside = `${file}.${process.pid}.old`;
  try {
    await rename(file, aside);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return;
    throw asDiskError(error, file);
  }
  // Between looking and moving, another process may have done the same and put its own lock there: give that back.
  if ((await contents(aside)) !== found) await link(aside, file).catch(() => undefined);
  await rm(aside, { force: true });
}

async function isHeld(file: string, mine: string): Promise<boolean> {
  return (await contents(file)) === mine;
}

async function staysRunning(owner: Owner): Promise<boolean> {
  for (let waited = 0; waited < GRACE_MILLISECONDS; waited += LOOK_MILLISECONDS) {
    if (!(await isRunning(owner))) return false;
    await sleep(LOOK_MILLISECONDS);
  }
  return isRunning(owner);
}

async function release(file: string, mine: string): Promise<void> {
  if (await isHeld(file, mine)) await rm(file, { force: true });
}

async function contents(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw asDiskError(error, file);
  }
}

function describe({ pid, host }: Owner): string {
  return `process ${pid} on ${host}`;
}

function held(directory: string, by: string): HomotopyError {
  const advice = `wait for it or stop it; if nothing trains there, remove ${path.basename(lockFile(directory))} from that folder`;
  return new HomotopyError("bad-call", `A run is under way in this folder: ${by}`, directory, advice);
}
