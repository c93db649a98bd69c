/** One way to train on a text: what it would learn from, how long it takes, and the options that make it so. */
import type { PlannedWay } from "../../protocol/training";
import { heldOutCount } from "../corpus/split";
import { heeded } from "../family";
import type { TrainingOptions } from "../options";
import { networkOf } from "../run";
import { plannedOptions } from "./chosen";
import { minutesOf } from "./duration";
import { diskMegabytes, memoryMegabytes } from "./footprint";
import { measureSteps } from "./measure";
import type { ReadText } from "./readText";
import { settingsOf } from "./settings";
import { tokenSample } from "./tokenSample";

/** Undefined if no sentence of the text is short enough. @throws HomotopyError "unavailable", "bad-model", "cancelled" */
export async function planWay(
  options: TrainingOptions,
  asked: readonly string[],
  text: ReadText,
  signal: AbortSignal | undefined,
): Promise<PlannedWay | undefined> {
  const run = heeded(options);
  const sample = await tokenSample(text.sample, run, signal);
  if (sample.sentences.length === 0) return undefined;
  const network = networkOf(run, sample.tokenizer.size);
  const measured = await measureSteps(run, network, sample, signal);
  const counts = countsOf(text, sample.tooLong, sample.tokens / sample.sentences.length);
  const stepsPerEpoch = Math.max(1, Math.floor(counts.sentences / run.batch));
  const steps = Math.max(1, Math.ceil(run.epochs * stepsPerEpoch));
  const { secondsPerStep, weights, longest, engine } = measured;
  const { epochs } = run;
  const work = { ...counts, steps, epochs, secondsPerStep, readingSeconds: text.seconds };
  const sizes = { network, weights, longest, ...counts, characters: text.report.characters };
  return {
    way: run.from === undefined ? "anew" : "fine-tune",
    options: plannedOptions(options),
    asked,
    settings: settingsOf(options),
    ...counts,
    vocabulary: network.vocabulary,
    unknown: sample.unknown,
    weights,
    epochs,
    stepsPerEpoch,
    steps,
    engine,
    secondsPerStep,
    minutes: minutesOf(work, run),
    megabytes: { memory: memoryMegabytes(sizes, run), ...diskMegabytes(sizes, run) },
  };
}

/** Of the whole text, from the shares of the sample. */
function countsOf({ report, validation }: ReadText, tooLongShare: number, tokensASentence: number) {
  const heldOut = validation ?? heldOutCount(report.sentences);
  const left = Math.max(0, report.sentences - (validation === undefined ? heldOut : 0));
  const tooLong = Math.round(left * tooLongShare);
  const sentences = left - tooLong;
  return { sentences, heldOut, tooLong, tokens: Math.round(sentences * tokensASentence) };
}
