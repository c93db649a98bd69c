/**
 * The adversarial evaluation of Bowman et al. 2015, §4.2: two models impute the ends of held-out sentences with equal work,
 * and classifiers are trained to tell the results from real sentences. The models are open one after the other.
 */

import type { EndCut, EndLength } from "../../engine/evaluation/imputeEnds";
import type { ModelPackage } from "../../model/package/read";
import { interruptible } from "../interrupt";
import { chosenModel } from "../models";
import type { ModelOptions } from "../options";
import type { Imputed } from "./imputer";
import { type AdversarialStudy, differenceOf, type Errors, type ImputerResult } from "./study";

export interface AdversarialRequest extends ModelOptions, EndCut {
  readonly baseline: string;
  readonly judge?: string;
  readonly sentences: number;
  readonly words: number;
  readonly length: EndLength;
  readonly beam: number;
  readonly rounds: number;
}

export type Progress = (line: string) => void;

/** @throws HomotopyError "bad-input" for too little text, "bad-model", "bad-call", "cancelled" */
export function adversarialStudy(
  files: readonly string[],
  request: AdversarialRequest,
  progress: Progress,
): Promise<AdversarialStudy> {
  return interruptible((signal) => study(files, request, progress, signal));
}

async function study(
  files: readonly string[],
  request: AdversarialRequest,
  progress: Progress,
  signal: AbortSignal,
): Promise<AdversarialStudy> {
  // Only commands that use a model load the engine.
  const { readPackage } = await import("../../model/package/read");
  const { chooseOriginals } = await import("./originals");
  const { imputeBy, realWords } = await import("./imputer");
  const { requireJudge } = await import("./judge");
  const open = async (model: string | undefined) => readPackage(await chosenModel(model));
  const [baseline, model] = [await open(request.baseline), await open(request.model)];
  const judge = request.judge === undefined ? undefined : await open(request.judge);
  if (judge !== undefined) requireJudge(judge);

  progress("reading the sentences");
  const { real, removed, counts } = await chooseOriginals(files, [model, baseline], request);
  const { share, cut, length, seed } = request;
  const imputedBy = (source: ModelPackage, role: string) =>
    imputeBy(source, removed, {
      ...optionsOf(request),
      ...{ share, cut, length, beam: request.beam, rounds: request.rounds, signal },
      progress: (done) => progress(`${role}: ${done} of ${removed.length} ends imputed`),
    });
  const byBaseline = await imputedBy(baseline, "baseline");
  const byModel = await imputedBy(model, "model");

  const found = await judged(judge, [removed, byBaseline.texts, byModel.texts], request, progress, signal);
  const classify = await classifier(seed, progress, signal);
  const errors = {
    baseline: await classify("baseline", await realWords(baseline.tokenizer, real), byBaseline.words),
    model: await classify("model", await realWords(model.tokenizer, real), byModel.words),
    nullCheck: await classify(
      "null check",
      await realWords(model.tokenizer, real),
      await realWords(model.tokenizer, removed),
    ),
  };
  const [originals = 0, ...nll] = found?.nll ?? [];
  return {
    ...{ files, seed, share, cut, length, originals: counts, parts: errors.nullCheck.sentences },
    baseline: resultOf(byBaseline, errors.baseline, nll[0]),
    model: resultOf(byModel, errors.model, nll[1]),
    difference: {
      unigram: differenceOf(errors.baseline.unigram, errors.model.unigram),
      lstm: differenceOf(errors.baseline.lstm, errors.model.lstm),
    },
    nullCheck: errorsOf(errors.nullCheck),
    judge: found === undefined ? null : { name: found.name, originals, truncated: found.truncated },
    examples: byModel.shown.map(({ original, imputed }, index) => ({
      ...{ original, baseline: byBaseline.shown[index].imputed, model: imputed },
    })),
  };
}

/** Trains both classifiers on the same cut of every pair of classes. */
async function classifier(seed: number, progress: Progress, signal: AbortSignal) {
  // TensorFlow.js is initialised by the commands that train alone.
  const { adversarialEvaluation } = await import("../../trainer/adversarial/evaluate");
  const { chooseBackend } = await import("../../trainer/backend");
  await chooseBackend();
  return (role: string, real: readonly (readonly string[])[], imputed: readonly (readonly string[])[]) => {
    progress(`${role}: training the classifiers`);
    const onEpoch = (epoch: number, loss: number) =>
      progress(`${role}: epoch ${epoch} of the classifier, ${loss.toFixed(3)} nats a held-out sentence`);
    return adversarialEvaluation({ real, imputed }, { seed, signal, onEpoch });
  };
}

async function judged(
  source: ModelPackage | undefined,
  lists: readonly (readonly string[])[],
  request: AdversarialRequest,
  progress: Progress,
  signal: AbortSignal,
) {
  if (source === undefined) return undefined;
  const { judge } = await import("./judge");
  const total = lists.reduce((sum, { length }) => sum + length, 0);
  return judge(source, lists, {
    ...{ ...optionsOf(request), signal },
    progress: (done) => progress(`judge: ${done} of ${total} sentences scored`),
  });
}

function optionsOf({ provider, threads }: AdversarialRequest) {
  return { provider, threads };
}

function resultOf({ about }: Imputed, errors: Errors, nll: number | undefined): ImputerResult {
  return { ...about, ...errorsOf(errors), nll: nll ?? null };
}

function errorsOf({ unigram, lstm }: Errors): Errors {
  return { unigram, lstm };
}
