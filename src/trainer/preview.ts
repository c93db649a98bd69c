/** What a person is shown of a run's sentences: samples after each epoch, and the culprits when the loss breaks. */

import type { SampleEvent } from "../protocol/trainingEvents";
import type { RunPosition } from "./checkpoint";
import type { Batch } from "./corpus/batch";
import type { Corpus } from "./corpus/prepare";
import { publish, published } from "./publish";
import type { Run } from "./run";
import type { RunSession } from "./runs/session";
import type { Validation } from "./validate";

/** Held-out sentences shown in `sample` events. */
const SHOWN_SENTENCES = 5;

/** Decodes a few sentences with a package of the weights as they are. */
export type Preview = (folder: string, sentences: readonly string[]) => Promise<Omit<SampleEvent, "event" | "epoch">>;

/**
 * Tells what the model says by now. A preview that fails is told and forgotten: training matters more. Nobody waits for one
 * when the run is to halt.
 */
export async function tellSamples(
  run: Run,
  { folder, tell, signal }: Pick<RunSession, "folder" | "tell" | "signal">,
  position: RunPosition,
  validation: Validation,
  preview: Preview,
): Promise<void> {
  try {
    await publish({ ...published(run, position, validation), directory: folder.preview });
    const shown = await sentences(run.corpus, SHOWN_SENTENCES);
    const said = await unlessRaised(preview(folder.preview, shown), signal);
    if (said !== undefined) tell({ event: "sample", epoch: position.epoch, ...said });
  } catch (error) {
    tell({ event: "notice", message: `No samples of epoch ${position.epoch}: ${String(error)}` });
  }
}

/** The result, or undefined as soon as the signal is raised: what comes after it, an error too, is of no interest. */
async function unlessRaised<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let raise = (): void => undefined;
  const raised = new Promise<undefined>((resolve) => {
    raise = () => resolve(undefined);
  });
  signal.addEventListener("abort", raise);
  if (signal.aborted) raise();
  try {
    return await Promise.race([work, raised]);
  } finally {
    signal.removeEventListener("abort", raise);
  }
}

/** The first held-out sentences, as text. */
async function sentences(corpus: Corpus, count: number): Promise<readonly string[]> {
  const tokens: number[][] = [];
  for await (const sentence of corpus.validation.sentences()) {
    if (tokens.length === count) break;
    tokens.push(Array.from(sentence));
  }
  return corpus.tokenizer.decodeBatch(tokens);
}

/** The beginning of a batch's text, for a message. */
export async function describeBatch(batch: Batch, { tokenizer }: Corpus): Promise<string> {
  const rows = Array.from({ length: batch.rows }, (_, row) =>
    Array.from({ length: batch.time }, (_, t) => batch.targets[t * batch.rows + row]).filter(
      (token, t) => batch.targetWeights[t * batch.rows + row] > 0 && token !== tokenizer.special.eos,
    ),
  );
  const texts = await tokenizer.decodeBatch(rows);
  return texts.map((text) => JSON.stringify(text)).join(" ");
}
