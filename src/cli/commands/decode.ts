import type { Command } from "commander";
import { withExplorer } from "../explorer";
import { parseLatent } from "../jsonLines";
import { lineBatches } from "../lines";
import { examples, type ModelOptions, modelCommand } from "../options";
import { toJson } from "../output";
import type { Terminal } from "../terminal";

export function decodeCommand(terminal: Terminal): Command {
  return modelCommand("decode", "Sentences of latent vectors: JSON lines from stdin to stdout")
    .addHelpText("after", examples("decode < latents.jsonl", "encode < sentences.jsonl | homotopy decode"))
    .action((options: ModelOptions) =>
      withExplorer(options, async (explorer) => {
        let done = 0;
        for await (const lines of lineBatches(process.stdin.setEncoding("utf8"), "stdin")) {
          const latents = lines.map((line) => parseLatent(line, explorer.manifest.latent.dimension));
          const sentences = await explorer.decode(latents);
          sentences.forEach(({ text, logProbability }, row) => {
            terminal.print(toJson({ latent: latents[row], text, logProbability }));
          });
          done += lines.length;
          terminal.progress(`${done} sentences`);
        }
      }),
    );
}
