import type { Command } from "commander";
import { DEFAULTS, type SampleResult } from "../../core/exploration";
import { MOST_DRAWS } from "../../engine/requests";
import { withExplorer } from "../explorer";
import { decimal, examples, type ModelOptions, modelCommand, wholeNumber } from "../options";
import { fixed, show, table } from "../output";
import type { Terminal } from "../terminal";

const { sample: defaults } = DEFAULTS;

interface SampleOptions extends ModelOptions {
  readonly count: number;
  readonly temperature: number;
}

export function sampleCommand(terminal: Terminal): Command {
  return modelCommand("sample", "Sentences from the prior")
    .option("--count <n>", "samples to draw", wholeNumber(1, MOST_DRAWS), defaults.count)
    .option(
      "--temperature <t>",
      "0 takes the most probable words, more draws them",
      decimal(0, 10),
      defaults.temperature,
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
