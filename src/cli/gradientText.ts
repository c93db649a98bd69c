/** A study of gradients for people: the table of all numbers, and bars of the variances on a logarithmic scale. */
import type { EstimatorStudy, GradientStudy, GroupStudy } from "../trainer/laboratory/report";
import { counted, fixed, table } from "./output";

export type GradientResult = GradientStudy & { readonly model: string; readonly seed: number };

export const ESTIMATOR_NAMES: Readonly<Record<EstimatorStudy["estimator"], string>> = {
  reinforce: "REINFORCE",
  "reinforce-baseline": "REINFORCE − running mean",
  "reinforce-own-baseline": "REINFORCE − sentence's mean",
  pathwise: "pathwise",
  "exact-kl": "pathwise, exact KL",
};

const BAR = 40;
const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

export function gradientText(result: GradientResult): string {
  const { model, sentences, draws, bound, groups, decoder } = result;
  return [
    `${model}: gradient of the bound by the encoder's weights, ${counted(sentences, "sentence")}, ${counted(draws, "draw")} of z for each`,
    `bound ${fixed(bound.mean)} nats a sentence, standard deviation of a draw ${fixed(bound.deviation)}`,
    ...headline(groups.at(-1)),
    "",
    table([HEADER, ...groups.flatMap(rowsOf)], "lrrrrl"),
    "",
    `The decoder's ${counted(decoder.weights, "weight")} have the same gradient under every estimator: they are given z.`,
    "Ratio: variance over the pathwise one, the draws that are worth one of it. Distance: of the mean from the pathwise mean,",
    "in standard errors; up to about 3 both expect the same gradient.",
    "",
    `Variance, ${scaleText(groups)}`,
    ...groups.flatMap((group) => ["", group.group, barsOf(group, rangeOf(groups))]),
  ].join("\n");
}

/** The paper's argument in a line. */
function headline(whole: GroupStudy | undefined): string[] {
  const worth = whole?.estimators.flatMap(({ estimator, ratio }) =>
    ratio !== null && estimator.startsWith("reinforce")
      ? [`${significant(ratio)} of ${ESTIMATOR_NAMES[estimator]}`]
      : [],
  );
  return worth?.length ? [`For the whole encoder one pathwise draw is worth ${worth.join(", ")}`] : [];
}

const HEADER = ["", "mean norm", "variance", "ratio", "signal/noise", "distance"];

function rowsOf({ group, weights, estimators }: GroupStudy): string[][] {
  return [
    [`${group} (${counted(weights, "weight")})`],
    ...estimators.map(({ estimator, meanNorm, variance, ratio, signalToNoise, distance, unbiased }) => [
      `  ${ESTIMATOR_NAMES[estimator]}`,
      scientific(meanNorm),
      scientific(variance),
      ratio === null ? "–" : significant(ratio),
      signalToNoise === null ? "–" : significant(signalToNoise),
      estimator === "pathwise" ? "" : `${fixed(distance, 1)}${unbiased ? "" : "  means differ"}`,
    ]),
  ];
}

/** Decades from the least variance, rounded down, to the greatest, rounded up. */
export interface Decades {
  readonly from: number;
  readonly to: number;
}

export function rangeOf(groups: readonly GroupStudy[]): Decades {
  const logarithms = groups
    .flatMap(({ estimators }) => estimators.map(({ variance }) => variance))
    .filter((variance) => variance > 0)
    .map(Math.log10);
  if (logarithms.length === 0) return { from: 0, to: 1 };
  const from = Math.floor(Math.min(...logarithms));
  return { from, to: Math.max(from + 1, Math.ceil(Math.max(...logarithms))) };
}

/** Where a variance stands between the ends of the scale, 0 to 1. */
export function place(variance: number, { from, to }: Decades): number {
  return variance <= 0 ? 0 : Math.min(1, Math.max(0, (Math.log10(variance) - from) / (to - from)));
}

function scaleText(groups: readonly GroupStudy[]): string {
  const { from, to } = rangeOf(groups);
  return `logarithmic from 1e${from} to 1e${to}`;
}

function barsOf({ estimators }: GroupStudy, range: Decades): string {
  return table(
    estimators.map(({ estimator, variance }) => [`  ${ESTIMATOR_NAMES[estimator]}`, bar(place(variance, range))]),
  );
}

function bar(share: number): string {
  const eighths = Math.round(share * BAR * 8);
  return "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}

function scientific(value: number): string {
  return value === 0 ? "0" : value.toExponential(2).replace("e+", "e").replace("-", "\u2212");
}

function significant(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString("en-GB");
  return value >= 0.001 || value === 0 ? String(Number(value.toPrecision(3))) : scientific(value);
}
