import { type Command, Option } from "commander";
import { DEFAULTS } from "../../core/exploration";
import { MOST_BEAMS, MOST_WORDS } from "../../engine/requests";
import { completionsText } from "../completionsText";
import { withExplorer } from "../explorer";
import { examples, type ModelOptions, modelCommand, wholeNumber } from "../options";
import { show } from "../output";
import type { Terminal } from "../terminal";

const { complete: defaults } = DEFAULTS;

interface ImputeOptions extends ModelOptions {
  readonly count: number;
  readonly beam: number;
  readonly method?: "beam" | "icm";
  readonly words?: number;
}

export function imputeCommand(terminal: Terminal): Command {
  return modelCommand("impute", "What is missing in a sentence: at its end, beginning or in between")
    .argument("<text>", "the sentence, ___ where something is missing (\\___ for underscores themselves)")
    .option("--count <n>", "sentences", wholeNumber(1, MOST_BEAMS), defaults.count)
    .option("--beam <n>", "width of the beam", wholeNumber(1, MOST_BEAMS), defaults.beam)
    .addOption(methodOption())
    .option("--words <n>", "greatest number of words in each gap", wholeNumber(1, MOST_WORDS))
    .addHelpText("after", examples('impute "I ___ to the store."', 'impute "___ was very ___." --count 3 --json'))
    .action(async (text: string, options: ImputeOptions) => {
      const result = await withExplorer(options, (explorer) => explorer.impute(text, options));
      show(terminal, result, options.json, completionsText);
    });
}

/** How gaps and endings are searched: of a language model by the beam alone. */
export function methodOption(): Option {
  const usual = `one beam, or iterated conditional modes (default: "${defaults.method}", of a language model "beam")`;
  return new Option("--method <name>", usual).choices(["beam", "icm"]);
}
