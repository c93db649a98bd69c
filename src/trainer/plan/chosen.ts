/** Options of a plan on their way between processes: plain data there, checked options here. */
import * as z from "zod";
import { HomotopyError } from "../../core/errors";
import { flag } from "../../core/flag";
import type { PlannedOptions, PlannedWay } from "../../protocol/training";
import type { ChosenOptions } from "../finetuning/fineTuning";
import { type TrainingOptions, trainingOptionsSchema } from "../options";
import type { TrainerRequest } from "../process/request";

const plainSchema = z.record(z.string(), z.json());

/** What is not set is left out. */
export function plannedOptions(options: object): PlannedOptions {
  return plainSchema.parse(JSON.parse(JSON.stringify(options)));
}

/** @throws HomotopyError "bad-call" that names the first option that cannot be as it is */
export function checkedOptions(options: object): TrainingOptions {
  return checked(trainingOptionsSchema.safeParse(options));
}

/** What a person chose, without defaults for the rest. @throws HomotopyError "bad-call" */
export function checkedChoice(chosen: PlannedOptions): ChosenOptions {
  const options = checked(trainingOptionsSchema.partial().safeParse(chosen));
  return Object.fromEntries(Object.entries(options).filter(([name]) => Object.hasOwn(chosen, name)));
}

/** The request that trains as it was planned. `changes`: what the person changed since, which no plan has seen. */
export function trainerRequestOf({ options, asked }: PlannedWay, changes: PlannedOptions = {}): TrainerRequest {
  return {
    options: checkedOptions({ ...options, ...changes }),
    asked: [...new Set([...asked, ...Object.keys(changes)])],
  };
}

function checked<T>(result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = flag(String(issue?.path[0] ?? "options"));
  throw new HomotopyError("bad-call", issue?.message ?? "Bad option", where, "see homotopy train --help");
}
