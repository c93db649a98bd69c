/** What `complete` and `impute` share: the options of the search for missing words, and how the result is shown. */
import { type Command, Option } from "commander";
import { type CompleteResult, DEFAULTS } from "../core/exploration";
import type { Explorer } from "../engine/explorer";
import { MOST_BEAMS, MOST_WORDS } from "../engine/requests";
import { completionsText } from "./completionsText";
import { withExplorer } from "./explorer";
import { type ModelOptions, wholeNumber } from "./options";
import { show } from "./output";
import type { Terminal } from "./terminal";

const { complete: defaults } = DEFAULTS;

export interface CompletionOptions extends ModelOptions {
  readonly count: number;
  readonly beam: number;
  readonly method?: "beam" | "icm";
  readonly words?: number;
}

export type Completing = (explorer: Explorer, text: string, options: CompletionOptions) => Promise<CompleteResult>;

/** `words` tells what the greatest number of words is of. */
export function completionCommand(
  terminal: Terminal,
  command: Command,
  words: string,
  completing: Completing,
): Command {
  const usual = `one beam, or iterated conditional modes (default: "${defaults.method}", of a language model "beam")`;
  return command
    .option("--count <n>", "how many sentences", wholeNumber(1, MOST_BEAMS), defaults.count)
    .option("--beam <n>", "width of the beam", wholeNumber(1, MOST_BEAMS), defaults.beam)
    .addOption(new Option("--method <name>", usual).choices(["beam", "icm"]))
    .option("--words <n>", `greatest number of words ${words}`, wholeNumber(1, MOST_WORDS))
    .action(async (text: string, options: CompletionOptions) => {
      const result = await withExplorer(options, async (explorer) => ({
        ...(await completing(explorer, text, options)),
        ...(await explorer.familiarityOfKnown(text)),
      }));
      show(terminal, result, options.json, completionsText);
    });
}
