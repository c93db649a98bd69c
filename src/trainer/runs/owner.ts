/** The process that trains in a run folder, told apart from a later one that the system gave the same number. */
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import * as z from "zod";

const ownerSchema = z.strictObject({
  pid: z.int().positive(),
  host: z.string(),
  /** When the process began, as the system counts it; empty where it does not say. */
  began: z.string(),
});

export type Owner = z.infer<typeof ownerSchema>;

export async function thisProcess(): Promise<Owner> {
  return { pid: process.pid, host: hostname(), began: await beginning(process.pid) };
}

/** The owner that a lock file names; undefined if it names none. */
export function parseOwner(text: string): Owner | undefined {
  try {
    return ownerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Whether the process still runs. Of another machine's nothing can be said, so it counts as running. */
export async function isRunning({ pid, host, began }: Owner): Promise<boolean> {
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
  }
  return began === "" || began === (await beginning(pid));
}

/** Linux counts a process's beginning in ticks since the machine started; a boot has a number of its own. */
async function beginning(pid: number): Promise<string> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, "utf8"),
      readFile("/proc/sys/kernel/random/boot_id", "utf8"),
    ]);
    // The name of the program, in parentheses, may hold spaces: the 22nd field is the 20th after it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // One that has ended, and whose end nobody has asked for yet, keeps its number but runs no more.
    return fields[0] === "Z" ? "" : `${boot.trim()} ${fields[19] ?? ""}`;
  } catch {
    return "";
  }
}
