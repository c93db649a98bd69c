/** How much of the machine a run takes: by the person's setting or, left to us, less while the machine is on battery. */
import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

export type PrioritySetting = "auto" | "low" | "normal";

export interface Share {
  /** `low`: after everything else on the machine, and with half of the cores unless `threads` says how many. */
  readonly priority: "low" | "normal";
  readonly threads?: number;
}

/** `threads`: 0 leaves it to the trainer. */
export async function shareOfMachine(
  { priority, threads }: { readonly priority: PrioritySetting; readonly threads: number },
  battery: () => Promise<boolean> = onBattery,
): Promise<Share> {
  const chosen = priority === "auto" ? ((await battery()) ? "low" : "normal") : priority;
  return { priority: chosen, ...(threads > 0 && { threads }) };
}

/** Whether a battery feeds the machine. Where the system does not say, as on Windows, it counts as mains. */
export async function onBattery(platform = process.platform, supplies = "/sys/class/power_supply"): Promise<boolean> {
  try {
    if (platform === "linux") return await anyDischarges(supplies);
    if (platform === "darwin")
      return (await promisify(execFile)("pmset", ["-g", "batt"])).stdout.includes("'Battery Power'");
  } catch {
    // No such list, no such program: a machine without a battery.
  }
  return false;
}

async function anyDischarges(supplies: string): Promise<boolean> {
  const statuses = await Promise.all(
    (await readdir(supplies)).map((name) => readFile(join(supplies, name, "status"), "utf8").catch(() => "")),
  );
  return statuses.some((status) => status.trim() === "Discharging");
}
