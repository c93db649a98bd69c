import { basename } from "node:path";
import type { Command } from "commander";
import type { PlanProgress, PlanRequest } from "../../protocol/training";
import { interruptible } from "../interrupt";
import { chosenModel } from "../models";
import { command, examples } from "../options";
import { counted, show } from "../output";
import { planText } from "../planText";
import type { Terminal } from "../terminal";
import { chosenOptions, type TrainingFlags, typedOptions, withTrainingFlags } from "../trainingFlags";

type PlanFlags = TrainingFlags & { readonly out: string };

export function planCommand(terminal: Terminal): Command {
  const plain = command("plan", "Show what training would read, take and make, without training")
    .argument("<file|folder...>", "text: as of train")
    .option("--out <dir>", "folder of the package to be", "model");
  return withTrainingFlags(plain)
    .addHelpText("after", examples("plan notes/", "plan notes/ --preset base --max-minutes 60", "plan a.txt --json"))
    .action((sources: string[], flags: PlanFlags, call: Command) =>
      plan(sources, flags, typedOptions(flags, call), terminal),
    );
}

async function plan(
  sources: readonly string[],
  flags: PlanFlags,
  typed: readonly string[],
  terminal: Terminal,
): Promise<void> {
  // The bundled model is the base unless the person names another.
  const directory = await chosenModel(flags.from);
  const { planTraining } = await import("../../trainer/plan/planTraining");
  const { plannedOptions } = await import("../../trainer/plan/chosen");
  const { planRequestSchema } = await import("../../protocol/training");
  const chosen = Object.entries(chosenOptions(flags)).filter(([name]) => typed.includes(name) && name !== "out");
  const request: PlanRequest = {
    sources,
    out: flags.out,
    preset: flags.preset,
    chosen: plannedOptions(Object.fromEntries(chosen)),
    base: directory,
    ...(flags.from === undefined ? {} : { ways: ["fine-tune"] as const }),
  };
  const result = await interruptible((signal) =>
    planTraining(planRequestSchema.parse(request), (progress) => terminal.progress(progressLine(progress)), signal),
  );
  show(terminal, result, flags.json, (found) => planText(found, flags.from ?? basename(directory)));
}

function progressLine({ stage, files, sentences }: PlanProgress): string {
  return stage === "reading"
    ? `${counted(files, "file")}, ${counted(sentences, "sentence")}`
    : `${counted(sentences, "sentence")}; timing a step`;
}
