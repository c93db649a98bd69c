/** What a trainer process says to the one that started it, once: that it trains, or why it does not. */
import * as z from "zod";
import { ERROR_CODES, HomotopyError, messageOf } from "../../core/errors";

const reportSchema = z.discriminatedUnion("report", [
  z.object({ report: z.literal("started"), pid: z.int() }),
  z.object({
    report: z.literal("failed"),
    code: z.enum(ERROR_CODES),
    what: z.string(),
    where: z.string(),
    advice: z.string(),
  }),
]);

export type ProcessReport = z.infer<typeof reportSchema>;

export function parseReport(message: unknown): ProcessReport | undefined {
  return reportSchema.safeParse(message).data;
}

export function failure(error: unknown): ProcessReport {
  if (error instanceof HomotopyError) {
    const { code, what, where, advice } = error;
    return { report: "failed", code, what, where, advice };
  }
  return {
    report: "failed",
    code: "unavailable",
    what: messageOf(error),
    where: "trainer process",
    advice: "see trainer.log in the run folder",
  };
}
