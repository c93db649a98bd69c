import type { Command } from "commander";
import { evaluateFile } from "../evaluation";
import { withExplorer } from "../explorer";
import { examples, type ModelOptions, modelCommand } from "../options";
import { counted, fixed, show } from "../output";
import type { Terminal } from "../terminal";

export function evaluateCommand(terminal: Terminal): Command {
  return modelCommand("evaluate", "Metrics of a model on a file of one sentence a line")
    .argument("<file>", "the sentences, .gz too")
    .addHelpText("after", examples("evaluate held-out.txt", "evaluate held-out.txt.gz --model my-model --json"))
    .action(async (file: string, options: ModelOptions) => {
      const result = await withExplorer(options, (explorer) =>
        evaluateFile(explorer, file, { seed: options.seed, progress: terminal.progress }),
      );
      show(terminal, result, options.json, asText);
    });
}

type Metrics = Awaited<ReturnType<typeof evaluateFile>>;

function asText(metrics: Metrics): string {
  const { sentences, tokens, truncated, perplexity, activeUnits, latent } = metrics;
  return [
    `${counted(sentences, "sentence")}, ${counted(tokens, "token")} with end marks`,
    ...(truncated > 0 ? [`${counted(truncated, "sentence")} longer than the model allows, cut`] : []),
    `bound ${fixed(metrics.bound)} nats a sentence (reconstruction ${fixed(metrics.reconstruction)}, KL ${fixed(metrics.kl)})`,
    `perplexity from the bound ${fixed(perplexity.withEos)} with end marks, ${fixed(perplexity.withoutEos)} without`,
    `${activeUnits} of ${latent} units active`,
    `${fixed(100 * metrics.exactReconstruction, 1)} % of the sentences come back exactly from their posterior means`,
  ].join("\n");
}
