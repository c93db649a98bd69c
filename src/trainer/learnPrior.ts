/** After training: the prior fitted to the posteriors of the training sentences, and what is usual of held-out ones. */
import { HomotopyError } from "../core/errors";
import type { Gaussian } from "../core/latent/gaussian";
import { fittingPrior } from "../core/latent/prior/fitPrior";
import { stackPosteriors } from "../core/latent/prior/posteriors";
import { isLanguageModel } from "../model/family/network";
import type { LearnedPrior } from "../model/package/prior";
import type { Batch } from "./corpus/batch";
import { batches, evaluationBatches } from "./corpus/batches";
import { NO_DROPOUT } from "./corpus/dropout";
import type { Tell } from "./eventLog";
import { inSlices } from "./inSlices";
import type { TrainingOptions } from "./options";
import type { Run } from "./run";
import { controlsOf } from "./stepPlan";

/** Training sentences whose posteriors are taken, and how many of them a time limit allows a minute. */
const MOST_SENTENCES = 20_000;
const SENTENCES_A_MINUTE = 600;
const FEWEST_SENTENCES = 2000;
/** Held-out sentences whose likelihood is measured. */
const MEASURED = 400;

/** Undefined for N(0, I): as asked, of a language model, where no mixture can be fitted (which is told), when stopped. */
export async function learnPrior(
  run: Run,
  tell: Tell,
  signal: AbortSignal | undefined,
): Promise<LearnedPrior | undefined> {
  if (run.options.prior === "gaussian" || isLanguageModel(run.network)) return undefined;
  try {
    const posteriors = await trainingPosteriors(run, signal);
    if (signal?.aborted) return undefined;
    const { latent } = run.network;
    const fitted = await inSlices(
      fittingPrior(stackPosteriors(posteriors, latent), { seed: run.options.seed }),
      signal,
    );
    return fitted && { ...fitted, logLikelihoods: await heldOutLikelihoods(run, signal) };
  } catch (error) {
    if (!(error instanceof HomotopyError)) throw error;
    tell({ event: "notice", message: `The prior stays N(0, I): ${error.message}` });
    return undefined;
  }
}

async function trainingPosteriors(run: Run, signal: AbortSignal | undefined): Promise<readonly Gaussian[]> {
  const { engine, options, corpus, batchOptions, network } = run;
  const most = sentencesWithin(options);
  const posteriors: Gaussian[] = [];
  for await (const batch of batches(corpus.train, { ...batchOptions, dropout: NO_DROPOUT, epoch: 0 })) {
    if (posteriors.length >= most || signal?.aborted) break;
    const { mean, logVariance } = await engine.evaluate(batch, controlsOf(options));
    for (let row = 0; row < batch.rows; row++) {
      const [from, to] = [row * network.latent, (row + 1) * network.latent];
      posteriors.push({ mean: mean.slice(from, to), logVariance: logVariance.slice(from, to) });
    }
  }
  return posteriors;
}

/** ln p(x|μ) a token of held-out sentences from all over the corpus, one a batch: the engine tells sums of batches. */
async function heldOutLikelihoods(run: Run, signal: AbortSignal | undefined): Promise<readonly number[]> {
  const { engine, options, corpus, batchOptions } = run;
  const stride = Math.ceil(corpus.validation.count / MEASURED);
  const likelihoods: number[] = [];
  let index = 0;
  for await (const batch of evaluationBatches(corpus.validation, { ...batchOptions, rows: 1 })) {
    if (signal?.aborted) break;
    if (index++ % stride !== 0) continue;
    const { reconstruction } = await engine.evaluate(atMean(batch), controlsOf(options));
    likelihoods.push(-reconstruction / batch.tokens);
  }
  return likelihoods;
}

function atMean(batch: Batch): Batch {
  return { ...batch, noise: new Float32Array(batch.noise.length) };
}

/** What a limit of minutes leaves time for at its end. */
function sentencesWithin({ maxMinutes }: TrainingOptions): number {
  if (maxMinutes === undefined) return MOST_SENTENCES;
  return Math.min(MOST_SENTENCES, Math.max(FEWEST_SENTENCES, Math.round(SENTENCES_A_MINUTE * maxMinutes)));
}
