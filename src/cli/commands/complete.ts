import type { Command } from "commander";
import { DEFAULTS } from "../../core/exploration";
import { MOST_BEAMS, MOST_WORDS } from "../../engine/requests";
import { completionsText } from "../completionsText";
import { withExplorer } from "../explorer";
import { examples, type ModelOptions, modelCommand, wholeNumber } from "../options";
import { show } from "../output";
import type { Terminal } from "../terminal";
import { methodOption } from "./impute";

const { complete: defaults } = DEFAULTS;

interface CompleteOptions extends ModelOptions {
  readonly count: number;
  readonly beam: number;
  readonly method?: "beam" | "icm";
  readonly words?: number;
}

export function completeCommand(terminal: Terminal): Command {
  return modelCommand("complete", "Completions of a sentence that has been begun")
    .argument("<prefix>", "the beginning of the sentence")
    .option("--count <n>", "completions", wholeNumber(1, MOST_BEAMS), defaults.count)
    .option("--beam <n>", "width of the beam", wholeNumber(1, MOST_BEAMS), defaults.beam)
    .addOption(methodOption())
    .option("--words <n>", "greatest number of words after the prefix", wholeNumber(1, MOST_WORDS))
    .addHelpText("after", examples('complete "She opened the"', 'complete "I would like" --count 5 --json'))
    .action(async (prefix: string, options: CompleteOptions) => {
      const result = await withExplorer(options, (explorer) => explorer.complete(prefix, options));
      show(terminal, result, options.json, completionsText);
    });
}
