import type { Command } from "commander";
import { warnOfCuts } from "../cuts";
import { withExplorer } from "../explorer";
import { parseSentence } from "../jsonLines";
import { lineBatches } from "../lines";
import { examples, type ModelOptions, modelCommand } from "../options";
import { toJson } from "../output";
import type { Terminal } from "../terminal";

export function encodeCommand(terminal: Terminal): Command {
  return modelCommand("encode", "Posteriors of sentences: JSON lines from stdin to stdout")
    .addHelpText("after", examples(`encode <<< '{"text": "She opened the door."}'`))
    .action((options: ModelOptions) =>
      withExplorer(options, async (explorer) => {
        let done = 0;
        for await (const lines of lineBatches(process.stdin.setEncoding("utf8"), "stdin")) {
          const texts = lines.map(parseSentence);
          const posteriors = await explorer.encode(texts);
          warnOfCuts(terminal, posteriors, explorer.manifest.max_tokens);
          posteriors.forEach(({ mean, logVariance }, row) => {
            terminal.print(toJson({ text: texts[row], mean, logVariance }));
          });
          done += lines.length;
          terminal.progress(`${done} sentences`);
        }
      }),
    );
}
