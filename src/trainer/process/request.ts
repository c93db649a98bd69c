/** What a trainer process is started with: the file that its command line names. */
import { readFile } from "node:fs/promises";
import * as z from "zod";
import { HomotopyError, messageOf } from "../../core/errors";
import { trainingOptionsSchema } from "../options";

const trainerRequestSchema = z.strictObject({
  options: trainingOptionsSchema,
  /** Names of the options that the person set, others being a preset's. */
  asked: z.array(z.string()).readonly().default([]),
  /** `low`: after everything else on the machine, and with half of the cores unless `options.threads` says how many. */
  priority: z.enum(["low", "normal"]).default("normal"),
  /** Seconds of work that a crash may cost. */
  checkpointSeconds: z.number().positive().default(60),
});

export type TrainerRequest = z.input<typeof trainerRequestSchema>;
export type ReadTrainerRequest = z.output<typeof trainerRequestSchema>;

/** @throws HomotopyError "bad-call" if the file cannot be read, or asks for something that there is not. */
export async function readTrainerRequest(file: string): Promise<ReadTrainerRequest> {
  try {
    return trainerRequestSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    throw new HomotopyError(
      "bad-call",
      `The request cannot be used: ${why}`,
      file,
      "start the trainer by homotopy train",
      {
        cause: error,
      },
    );
  }
}
