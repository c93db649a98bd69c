/** The bag-of-words adversary: logistic regression on word counts, its penalty chosen on the validation sentences. */
import { type Example, type LogisticModel, logisticRegression, logit, logLoss } from "./logisticRegression";
import type { Labelled, Parts } from "./parts";
import { type Counts, countsOf } from "./words";

/** λ, strongest first: each begins where the last one ended. */
const PENALTIES = [100, 30, 10, 3, 1, 0.3, 0.1];

export interface UnigramClassifier {
  readonly model: LogisticModel;
  readonly penalty: number;
}

/** `size`: word ids are below this. */
export function trainUnigramClassifier({ train, validation }: Parts<Int32Array>, size: number): UnigramClassifier {
  const [examples, heldOut] = [train.map(exampleOf), validation.map(exampleOf)];
  let best: (UnigramClassifier & { readonly loss: number }) | undefined;
  let start: LogisticModel | undefined;
  for (const penalty of PENALTIES) {
    const model = logisticRegression(examples, { size, penalty, ...(start && { start }) });
    const loss = logLoss(model, heldOut);
    // Losses fall and then rise again along the path.
    if (best !== undefined && loss >= best.loss) break;
    best = { model, penalty, loss };
    start = model;
  }
  if (best === undefined) throw new RangeError("No validation loss is a number");
  return best;
}

/** Whether it takes each sentence for what it is. */
export function toldByUnigrams({ model }: UnigramClassifier, test: readonly Labelled<Int32Array>[]): boolean[] {
  return test.map(({ words, real }) => logit(model, countsOf(words)) > 0 === real);
}

function exampleOf({ words, real }: Labelled<Int32Array>): Example & { readonly features: Counts } {
  return { features: countsOf(words), positive: real };
}
