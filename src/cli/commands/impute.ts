import type { Command } from "commander";
import { completionCommand } from "../completionCommand";
import { examples, modelCommand } from "../options";
import type { Terminal } from "../terminal";

export function imputeCommand(terminal: Terminal): Command {
  const command = modelCommand("impute", "What is missing in a sentence: at its end, beginning or in between")
    .argument("<text>", "the sentence, ___ where something is missing (\\___ for underscores themselves)")
    .addHelpText("after", examples('impute "I ___ to the store."', 'impute "___ was very ___." --count 3 --json'));
  return completionCommand(terminal, command, "in each gap", (explorer, text, options) =>
    explorer.impute(text, options),
  );
}
