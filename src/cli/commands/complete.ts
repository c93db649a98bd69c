import type { Command } from "commander";
import { completionCommand } from "../completionCommand";
import { examples, modelCommand } from "../options";
import type { Terminal } from "../terminal";

export function completeCommand(terminal: Terminal): Command {
  const command = modelCommand("complete", "Completions of a sentence that has been begun")
    .argument("<prefix>", "the beginning of the sentence")
    .addHelpText("after", examples('complete "She opened the"', 'complete "I would like" --count 5 --json'));
  return completionCommand(terminal, command, "after the prefix", (explorer, prefix, options) =>
    explorer.complete(prefix, options),
  );
}
