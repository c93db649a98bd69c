/** Plans in a process of its own: reading a large text and trying out steps must not hold up the one that asks. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { HomotopyError, throwIfCancelled } from "../../core/errors";
import { type PlanProgress, type PlanRequest, planMessageSchema, type TrainingPlan } from "../../protocol/training";
import { ALLOCATOR_ENVIRONMENT } from "../allocator";
import type { TrainerLaunch } from "../runs/start";

const SHOWN_CHARACTERS = 500;

/** @throws HomotopyError as `planTraining`, "cancelled" at once when the signal is raised, "unavailable" if the process dies */
export async function startPlan(
  request: PlanRequest,
  onProgress: (progress: PlanProgress) => void,
  signal: AbortSignal,
  { script, execPath = process.execPath, env = process.env }: TrainerLaunch,
): Promise<TrainingPlan> {
  throwIfCancelled(signal, "planning");
  const folder = await mkdtemp(path.join(tmpdir(), "homotopy-plan-"));
  try {
    const file = path.join(folder, "request.json");
    await writeFile(file, JSON.stringify(request));
    const child = spawn(execPath, [script, "plan", file], {
      // What a killed process leaves behind goes with the folder.
      env: { ...ALLOCATOR_ENVIRONMENT, ...env, TMPDIR: folder, TEMP: folder, TMP: folder },
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      windowsHide: true,
    });
    const kill = (): void => {
      child.kill("SIGKILL");
    };
    signal.addEventListener("abort", kill);
    try {
      return await answer(child, onProgress, signal);
    } finally {
      signal.removeEventListener("abort", kill);
      kill();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function answer(
  child: ChildProcess,
  onProgress: (progress: PlanProgress) => void,
  signal: AbortSignal,
): Promise<TrainingPlan> {
  let said = "";
  child.stderr?.on("data", (text) => {
    said = `${said}${text}`.slice(-SHOWN_CHARACTERS);
  });
  return new Promise((resolve, reject) => {
    child.on("message", (raw) => {
      const message = planMessageSchema.safeParse(raw).data;
      if (message === undefined) reject(died("it said something unknown", said));
      else if (message.plan === "progress") onProgress(message.progress);
      else if (message.plan === "done") resolve(message.result);
      else reject(new HomotopyError(message.code, message.what, message.where, message.advice));
    });
    child.once("error", (error) => reject(died(error.message, said)));
    child.once("close", (code, killedBy) => {
      if (signal.aborted) reject(new HomotopyError("cancelled", "Stopped on request", "plan", "plan again"));
      else reject(died(killedBy === null ? `exit code ${code}` : `ended by ${killedBy}`, said));
    });
  });
}

function died(how: string, said: string): HomotopyError {
  const what = `The plan could not be made (${how})${said.trim() === "" ? "" : `: ${said.trim()}`}`;
  return new HomotopyError("unavailable", what, "trainer process", "homotopy doctor says what this machine lacks");
}
