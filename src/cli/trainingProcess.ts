/** Training runs in a process of its own, because the allocator reads its settings only when a process starts. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { ALLOCATOR_ENVIRONMENT } from "../trainer/allocator";

/** `plan` takes steps to time them. */
const COMMANDS: readonly string[] = ["train", "plan"];
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/** Runs the command again with the allocator's settings and returns its exit code; undefined for anything else. */
export async function trainingProcess(args: readonly string[]): Promise<number | undefined> {
  if (!COMMANDS.includes(args[0] ?? "") || process.platform !== "linux") return undefined;
  if (Object.keys(ALLOCATOR_ENVIRONMENT).every((name) => name in process.env)) {
    endWithParent();
    return undefined;
  }
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1], ...args], {
    env: { ...ALLOCATOR_ENVIRONMENT, ...process.env },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    // In a group of its own, so that a Ctrl+C in the terminal reaches it once, through us.
    detached: true,
  });
  const forward = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  for (const signal of SIGNALS) process.on(signal, forward);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve(code ?? (signal === null ? 1 : 128 + constants.signals[signal])));
  });
}

/** If the process that we run for is killed, so is the run: its checkpoint stays. */
function endWithParent(): void {
  if (!process.connected) return;
  process.on("disconnect", () => process.exit(1));
  // The channel alone must not keep a finished run alive.
  process.channel?.unref();
}
