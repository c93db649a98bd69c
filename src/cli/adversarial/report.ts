/** What an adversarial evaluation found as rows, sentences and notes, for the text and for the Markdown of a report. */
import type { AdversarialError } from "../../core/adversarial/adversarialError";
import { counted, fixed } from "../output";
import type { AdversarialStudy, Difference, Ended, Errors, ImputerResult } from "./study";

export const HEADER = ["", "unigrams", "LSTM", "−ln p", "restored", "different ends"];
export const ALIGNMENT = "lrrrrr";

export function headline({ share, cut, length, originals, parts }: AdversarialStudy): string {
  const percent = Math.round(100 * share);
  const how = length === "fixed" ? "as many tokens as were removed" : "1 to twice as many tokens as were removed";
  const from = cut === "word" ? ", from the beginning of a word on," : "";
  return (
    `${counted(originals.perClass, "real sentence")} against as many whose last ${percent} % of tokens${from} were imputed (${how}); ` +
    `${parts.train} of both train the classifiers, ${parts.validation} stop them, ${parts.test} test them.`
  );
}

/** Errors in points: 0 is what one hopes for, 50 are sentences that are always found out. */
export function resultRows({ baseline, model, difference, nullCheck, judge }: AdversarialStudy): string[][] {
  const imputer = (role: string, result: ImputerResult) => [
    `${role}: ${searchName(result)}`,
    ...errorCells(result),
    nats(result.nll),
    percent(result.restored),
    percent(result.distinct),
  ];
  return [
    imputer("baseline", baseline),
    imputer("model", model),
    ["baseline − model", withInterval(difference.unigram), withInterval(difference.lstm), "", "", ""],
    [
      "real against real",
      ...errorCells(nullCheck),
      judge === null ? "–" : `${fixed(judge.originals)} originals`,
      "",
      "",
    ],
  ];
}

export function verdict({ difference }: AdversarialStudy): string {
  const said = (name: string, { error, interval }: Difference) => {
    const points = fixed(Math.abs(100 * error), 1);
    if (interval.low > 0) return `${name}, the model's imputations are harder to tell, by ${points} points`;
    if (interval.high < 0) return `${name}, the baseline's imputations are harder to tell, by ${points} points`;
    return `${name}, the two cannot be told apart (${fixed(100 * error, 1)} points)`;
  };
  return `${said("By unigrams", difference.unigram)}. ${said("By the LSTM", difference.lstm)}.`;
}

/** One line an imputer: what it is and what its imputations took. */
export function settings({ baseline, model }: AdversarialStudy): string[] {
  return [setting("baseline", baseline), setting("model", model)];
}

export function notes(study: AdversarialStudy): string[] {
  const { originals, baseline, model, judge, nullCheck } = study;
  const { read, short, long, unknown, repeated } = originals;
  const planted = [nullCheck.unigram, nullCheck.lstm].some(({ interval }) => interval.low > 0);
  return [
    `Of ${counted(read, "sentence")} ${short} were too short, ${long} too long for a model, ${unknown} had an end outside of a ` +
      `vocabulary, ${repeated} were drawn twice.`,
    "Errors are test accuracy − 50 in points, with 95 % bootstrap intervals; the difference has a normal one, wide since it takes " +
      "the two tests for independent. Restored: ends that came back as they were. Different ends: of all imputed.",
    ...(judge === null ? ["Without --judge nothing is said of likelihood under a separate model."] : []),
    ...(judge !== null && [baseline.name, model.name].includes(judge.name)
      ? ["The judge is one of the two models: it is no separate one and likes its own best."]
      : []),
    ...(judge !== null && judge.truncated > 0
      ? [`${counted(judge.truncated, "sentence")} longer than the judge allows, cut.`]
      : []),
    ...(planted ? ["Real against real is not told apart by chance alone: take the errors above with care."] : []),
  ];
}

/** A beginning and its ends: the original's, the baseline's, the model's. */
export function exampleRows({ examples }: AdversarialStudy): (readonly [string, string])[][] {
  return examples.map(({ original, baseline, model }) => [
    ["original", whole(original)],
    ["baseline", endOf(baseline, original)],
    ["model", endOf(model, original)],
  ]);
}

export function searchName({ search: { method, width, rounds } }: ImputerResult): string {
  return method === "beam" ? `beam ${width}` : `modes ${rounds} × ${width}`;
}

function setting(role: string, result: ImputerResult): string {
  const { name, family, direction, latent, vocabulary, training, work } = result;
  const dimensions = latent === 0 ? "" : `, ${latent} dimensions`;
  const order = direction === "forward" ? "left to right" : "right to left";
  const encoded = latent === 0 ? "" : ` and ${fixed(work.encodedSentences, 1)} sentences through the encoder`;
  return (
    `${role}: ${name}, ${family}${dimensions}, ${vocabulary} tokens, written ${order}, trained ${fixed(training.hours)} hours on ` +
    `${counted(training.sentences, "sentence")}; imputes by ${searchName(result)}, a sentence takes ` +
    `${fixed(work.decoderTokens, 0)} tokens through the decoder${encoded}`
  );
}

function errorCells({ unigram, lstm }: Errors): [string, string] {
  return [withInterval(unigram), withInterval(lstm)];
}

function withInterval({ error, interval: { low, high } }: Pick<AdversarialError, "error" | "interval">): string {
  const points = (value: number) => fixed(100 * value, 1);
  return `${points(error)} (${points(low)} to ${points(high)})`;
}

function nats(value: number | null): string {
  return value === null ? "–" : fixed(value);
}

function percent(share: number): string {
  return `${fixed(100 * share, 1)} %`;
}

function whole({ known, end }: Ended): string {
  return `${known.trimEnd()} [${end.trim()}]`;
}

/** The end alone where the beginning is the original's: models with other tokens cut elsewhere. */
function endOf(imputed: Ended, original: Ended): string {
  return imputed.known === original.known ? `… [${imputed.end.trim()}]` : whole(imputed);
}
