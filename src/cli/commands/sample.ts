import { type Command, Option } from "commander";
import { DEFAULTS, type SampleResult } from "../../core/exploration";
import type { PriorName } from "../../core/latent/prior/prior";
import { MOST_DRAWS } from "../../engine/requests";
import { withExplorer } from "../explorer";
import { decimal, examples, type ModelOptions, modelCommand, wholeNumber } from "../options";
import { fixed, show, table } from "../output";
import type { Terminal } from "../terminal";

const { sample: defaults } = DEFAULTS;

interface SampleOptions extends ModelOptions {
  readonly count: number;
  readonly temperature?: number;
  readonly prior?: PriorName;
  readonly spread?: number;
}

export function sampleCommand(terminal: Terminal): Command {
  return modelCommand("sample", "Sentences from the prior, or of a language model")
    .option("--count <n>", "samples to draw", wholeNumber(1, MOST_DRAWS), defaults.count)
    .option(
      "--temperature <t>",
      `0 takes the most probable sentence, more draws its words (default: ${defaults.temperature}, of a language model 1)`,
      decimal(0, 10),
    )
    .addOption(
      new Option(
        "--prior <name>",
        "N(0, I), or what was fitted to the model's posteriors (default: learned, where a model has it)",
      ).choices(["standard", "learned"]),
    )
    .option(
      "--spread <s>",
      `multiple of the prior's deviation (default: ${defaults.spread.learned} learned, ${defaults.spread.standard} standard)`,
      decimal(0, 100),
    )
    .addHelpText("after", examples("sample --count 5 --seed 7"))
    .action(async (options: SampleOptions) => {
      const result = await withExplorer(options, (explorer) => explorer.sample(options));
      show(terminal, result, options.json, asText);
    });
}

function asText({ samples }: SampleResult): string {
  return table(
    samples.map(({ text, logProbability }) => [fixed(logProbability), text]),
    "r",
  );
}
