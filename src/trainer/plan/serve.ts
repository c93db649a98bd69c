/** `node trainer.js plan REQUEST.json`: a process that plans, tells of its progress and its plan, and ends. */
import { readFile } from "node:fs/promises";
import * as z from "zod";
import { HomotopyError, messageOf } from "../../core/errors";
import { type PlanMessage, planRequestSchema, type ReadPlanRequest } from "../../protocol/training";
import { planTraining } from "./planTraining";

/** Between two messages of progress. */
const EVERY_MILLISECONDS = 100;

/** Returns the exit code. To the process that started it, or as JSON lines on stdout if that does not listen. */
export async function servePlan(file: string): Promise<number> {
  // Nobody waits for a plan whose window is gone.
  process.once("disconnect", () => process.exit(1));
  let told = Number.NEGATIVE_INFINITY;
  try {
    const result = await planTraining(await readRequest(file), (progress) => {
      if (performance.now() - told < EVERY_MILLISECONDS && progress.stage === "reading") return;
      told = performance.now();
      void tell({ plan: "progress", progress });
    });
    await tell({ plan: "done", result });
    return 0;
  } catch (error) {
    await tell(failure(error));
    return 1;
  }
}

async function readRequest(file: string): Promise<ReadPlanRequest> {
  try {
    return planRequestSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new HomotopyError("bad-call", `The request cannot be used: ${why}`, file, "plan by homotopy plan", {
      cause: error,
    });
  }
}

function failure(error: unknown): PlanMessage {
  const { code, what, where, advice } =
    error instanceof HomotopyError
      ? error
      : { code: "unavailable" as const, what: messageOf(error), where: "plan", advice: "see homotopy doctor" };
  return { plan: "failed", code, what, where, advice };
}

async function tell(message: PlanMessage): Promise<void> {
  await new Promise<void>((resolve) => {
    if (process.connected && process.send) process.send(message, undefined, undefined, () => resolve());
    else process.stdout.write(`${JSON.stringify(message)}\n`, () => resolve());
  });
}
