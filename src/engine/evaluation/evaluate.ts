/**
 * Measures a model on sentences that come in batches, as the literature does. What is kept grows with the number of
 * sentences only up to the subset of the full-set mutual information: a file of any length can be measured.
 */
import { HomotopyError } from "../../core/errors";
import type { OpenModel } from "../openModel";
import { MOST_DRAWS, seedNumber, wholeNumber } from "../requests";
import type { Evaluation, EvaluationOptions } from "./evaluation";
import { evaluateLanguageModel } from "./languageModel";
import { evaluateLatentModel } from "./latentModel";

/**
 * `batches`: sentences in batches of a few hundred, none of them empty.
 * @throws HomotopyError "bad-input" if there is no sentence, "cancelled" once the signal is raised.
 */
export async function evaluate(
  model: OpenModel,
  batches: AsyncIterable<readonly string[]>,
  options: EvaluationOptions,
  signal?: AbortSignal,
): Promise<Evaluation> {
  seedNumber(options.seed);
  wholeNumber("samples", options.samples, 0, MOST_DRAWS);
  const work = model.isLanguageModel ? evaluateLanguageModel : evaluateLatentModel;
  return work(model, atLeastOne(batches, options.where), options, signal);
}

async function* atLeastOne(
  batches: AsyncIterable<readonly string[]>,
  where: string,
): AsyncGenerator<readonly string[]> {
  let sentences = 0;
  for await (const batch of batches) {
    sentences += batch.length;
    if (batch.length > 0) yield batch;
  }
  if (sentences === 0) {
    throw new HomotopyError("bad-input", "There is no sentence in the file", where, "give one sentence a line");
  }
}
