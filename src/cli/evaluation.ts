/** Opens a model and measures it on a file of one sentence a line. */
import { basename } from "node:path";
import type { PriorName } from "../core/latent/prior/prior";
import type { Evaluation } from "../engine/evaluation/evaluation";
import { stoppable } from "./interrupt";
import { fileBatches, requireText } from "./lines";
import { chosenModel } from "./models";
import type { ModelOptions } from "./options";

export interface EvaluationRequest extends ModelOptions {
  /** Draws of z a sentence of the importance-weighted likelihood; 0 leaves it out. */
  readonly samples: number;
  /** p(z) of that likelihood. */
  readonly prior: PriorName;
  /** Whether the metrics go into the package's manifest and card. */
  readonly save: boolean;
}

/** Sentences of one batch. */
const BATCH = 256;

/** @throws HomotopyError "bad-input" that names the file, and the line of a sentence that is empty. */
export function evaluateFile(
  file: string,
  { model: chosen, provider, threads, seed, samples, prior, save }: EvaluationRequest,
  progress: (line: string) => void,
): Promise<Evaluation> {
  return stoppable(async () => {
    // Only commands that use a model load the engine.
    const { OpenModel } = await import("../engine/openModel");
    const { evaluate } = await import("../engine/evaluation/evaluate");
    const { readPackage } = await import("../model/package/read");
    const source = await readPackage(await chosenModel(chosen));
    const model = await OpenModel.open(source, { provider, threads });
    try {
      const { graph } = source;
      const request = { seed, samples, prior, where: file, graph, threads, progress };
      const evaluation = await evaluate(model, sentences(file), request);
      if (save) await saveInto(source.directory, evaluation, file);
      return evaluation;
    } finally {
      await model.dispose();
    }
  });
}

async function saveInto(directory: string, evaluation: Evaluation, file: string): Promise<void> {
  const { manifestMetrics } = await import("../engine/evaluation/manifestMetrics");
  const { saveMetrics } = await import("../model/package/saveMetrics");
  await saveMetrics(directory, manifestMetrics(evaluation, `Sentences of ${basename(file)}, measured after training.`));
}

async function* sentences(file: string): AsyncGenerator<readonly string[]> {
  for await (const lines of fileBatches(file, BATCH)) {
    yield lines.map(({ number, text }) => requireText(text, `${file}, line ${number}`));
  }
}
