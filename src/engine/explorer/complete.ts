/** Completions of a sentence that has been begun: imputation of its end. */
import type { CompleteOptions, CompleteResult } from "../../core/exploration";
import type { OpenModel } from "../openModel";
import { type Clock, fillGaps } from "./impute";
import { requirePrefix } from "./prefix";

/** Sentences with the prefix's very text at their beginning and something after it. */
export async function complete(
  model: OpenModel,
  prefix: string,
  options: CompleteOptions = {},
  signal?: AbortSignal,
  clock: Clock = () => performance.now(),
): Promise<CompleteResult> {
  return fillGaps(model, [requirePrefix(prefix), ""], { ...options, where: "prefix" }, signal, clock);
}
