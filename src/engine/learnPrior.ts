/** The learned prior of a model that is finished: text is encoded, and a mixture fitted to the posteriors. */
import { HomotopyError } from "../core/errors";
import { fitPrior, MOST_FITTED } from "../core/latent/prior/fitPrior";
import { stackPosteriors } from "../core/latent/prior/posteriors";
import { Reservoir } from "../core/metrics/reservoir";
import { seeded } from "../core/random";
import type { LearnedPrior } from "../model/package/prior";
import { tokenLogLikelihoods } from "./explorer/familiarity";
import { encodeTexts } from "./explorer/texts";
import type { OpenModel } from "./openModel";

export interface LearnPriorRequest {
  readonly seed: number;
  /** Chosen by held-out log-density if absent. */
  readonly components?: number | undefined;
  /** Sentences that the model was not trained on, for what is usual; without them some of `texts` take their place. */
  readonly heldOut?: AsyncIterable<readonly string[]> | undefined;
  readonly progress: (line: string) => void;
}

/** Sentences whose likelihood is measured. */
const MEASURED = 2000;
const BATCH = 256;

/**
 * Fits to at most `MOST_FITTED` of `texts`, at random; batches of any size.
 * @throws HomotopyError as `fitPrior` does, "bad-input" for held-out text without a sentence
 */
export async function learnPrior(
  model: OpenModel,
  texts: AsyncIterable<readonly string[]>,
  { seed, components, heldOut, progress }: LearnPriorRequest,
): Promise<LearnedPrior> {
  const chosen = await someOf(texts, MOST_FITTED, seed);
  const posteriors = await encodeAll(model, chosen, progress);
  const fitted = fitPrior(stackPosteriors(posteriors, model.dimension), {
    seed,
    components,
    progress: (size) => progress(`fitting ${size} ${size === 1 ? "component" : "components"}`),
  });
  const measured = heldOut ? await someOf(heldOut, MEASURED, seed) : chosen.slice(0, MEASURED);
  if (measured.length === 0) {
    throw new HomotopyError("bad-input", "There is no held-out sentence", "validation", "give one sentence a line");
  }
  const logLikelihoods = await tokenLogLikelihoods(model, await encodeTexts(model, measured));
  return { ...fitted, logLikelihoods };
}

async function someOf(texts: AsyncIterable<readonly string[]>, most: number, seed: number): Promise<readonly string[]> {
  const some = new Reservoir<string>(most, seeded(seed, "prior", "texts", most));
  for await (const batch of texts) for (const text of batch) some.add(text);
  return some.items;
}

async function encodeAll(model: OpenModel, texts: readonly string[], progress: (line: string) => void) {
  const posteriors = [];
  for (let start = 0; start < texts.length; start += BATCH) {
    const encoded = await encodeTexts(model, texts.slice(start, start + BATCH));
    posteriors.push(...encoded.map(({ mean, logVariance }) => ({ mean, logVariance })));
    progress(`${posteriors.length} of ${texts.length} sentences encoded`);
  }
  return posteriors;
}
