import type { Command } from "commander";
import { warnOfCuts } from "../cuts";
import { withExplorer } from "../explorer";
import { parseSentence } from "../jsonLines";
import { lineBatches } from "../lines";
import { examples, type ModelOptions, modelCommand } from "../options";
import { toJson } from "../output";
import type { Terminal } from "../terminal";

interface EncodeOptions extends ModelOptions {
  readonly familiarity?: boolean;
}

export function encodeCommand(terminal: Terminal): Command {
  return modelCommand("encode", "Posteriors of sentences: JSON lines from stdin to stdout")
    .option("--familiarity", "tell how far each is from what the model knows, too")
    .addHelpText("after", examples(`encode <<< '{"text": "She opened the door."}'`))
    .action((options: EncodeOptions) =>
      withExplorer(options, async (explorer) => {
        let done = 0;
        for await (const lines of lineBatches(process.stdin.setEncoding("utf8"), "stdin")) {
          const texts = lines.map(parseSentence);
          const posteriors = options.familiarity
            ? await explorer.encodeWithFamiliarity(texts)
            : await explorer.encode(texts);
          warnOfCuts(terminal, posteriors, explorer.manifest.max_tokens);
          posteriors.forEach(({ mean, logVariance, familiarity }, row) => {
            terminal.print(toJson({ text: texts[row], mean, logVariance, familiarity }));
          });
          done += lines.length;
          terminal.progress(`${done} sentences`);
        }
      }),
    );
}
