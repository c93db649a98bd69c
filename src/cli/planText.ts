/** A plan in words. */
import type { PlannedText, PlannedWay, TrainingPlan, TrainingWay } from "../protocol/training";
import { counted, fixed, table } from "./output";

const MOST_SKIPPED = 8;

/** `from`: how the person names the base model. */
export function planText(plan: TrainingPlan, from: string): string {
  const { ways, why, remarks } = plan;
  const [first] = ways;
  return [
    textLines(plan.text),
    ...(first === undefined ? [] : ["", table(wayRows(plan), "lrr"), "", why, command(first.way, from)]),
    ...remarks.map(({ message, advice }) => `note: ${message}; ${advice}`),
  ].join("\n");
}

function textLines(text: PlannedText): string {
  const about = text.estimated ? "about " : "";
  const languages = text.languages.slice(0, 3).map(({ language, share }) => `${language} ${Math.round(100 * share)} %`);
  const dropped = Object.entries(text.dropped).map(([reason, count]) => `${count.toLocaleString("en-GB")} ${reason}`);
  const skipped = text.skipped
    .slice(0, MOST_SKIPPED)
    .map(({ reason, count, examples: [first = ""] }) => [
      `  ${reason}`,
      count.toLocaleString("en-GB"),
      count === 1 ? first : `${first}, …`,
    ]);
  return [
    `${counted(text.files, "file")}, ${megabytes(text.bytes / 1e6)}: ${about}${counted(text.sentences, "different sentence")}` +
      (languages.length > 0 ? `; ${languages.join(", ")}` : ""),
    ...(dropped.length > 0 ? [`left out: ${dropped.join(", ")}`] : []),
    ...(skipped.length > 0 ? ["not read", table(skipped, "lrl")] : []),
  ].join("\n");
}

/** A row a fact, a column a way. */
function wayRows({ ways, base }: TrainingPlan): readonly (readonly string[])[] {
  const row = (name: string, fact: (way: PlannedWay) => string): readonly string[] => [name, ...ways.map(fact)];
  const model = base?.model.split("@")[0] ?? "";
  return [
    row("", ({ way }) => (way === "fine-tune" ? `fine-tune ${model}` : "train anew")),
    row("to learn from", ({ sentences }) => counted(sentences, "sentence")),
    row("held out", ({ heldOut }) => counted(heldOut, "sentence")),
    row("too long", ({ tooLong }) => counted(tooLong, "sentence")),
    row("", ({ tokens }) => counted(tokens, "token")),
    row("vocabulary", ({ vocabulary }) => counted(vocabulary, "token")),
    row("network", ({ weights }) => counted(weights, "weight")),
    row("steps", ({ steps, epochs }) => `${steps.toLocaleString("en-GB")} in ${counted(epochs, "epoch")}`),
    row("a step", ({ secondsPerStep }) => `${fixed(secondsPerStep, 3)} s`),
    row("time, at most", ({ minutes }) => duration(minutes)),
    row("memory", (way) => megabytes(way.megabytes.memory)),
    row("package", (way) => megabytes(way.megabytes.package)),
    row("disk meanwhile", (way) => megabytes(way.megabytes.run)),
  ];
}

/** How to train in the first of the ways. */
function command(way: TrainingWay, from: string): string {
  return way === "fine-tune"
    ? `To fine-tune: homotopy train with the same arguments, --out and --from ${from}`
    : "To train anew: homotopy train with the same arguments and --out";
}

function megabytes(value: number): string {
  return `${value.toLocaleString("en-GB", { maximumFractionDigits: value < 10 ? 1 : 0 })} MB`;
}

function duration(minutes: number): string {
  if (minutes < 1) return `${Math.max(1, Math.round(minutes * 60))} s`;
  return minutes < 120 ? `${fixed(minutes, minutes < 10 ? 1 : 0)} minutes` : `${fixed(minutes / 60, 1)} hours`;
}
