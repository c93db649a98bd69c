import { type Command, Option } from "commander";
import { MOST_DRAWS } from "../../engine/requests";
import { type EvaluationRequest, evaluateFile } from "../evaluation";
import { evaluationText } from "../evaluationText";
import { examples, modelCommand, wholeNumber } from "../options";
import { show } from "../output";
import type { Terminal } from "../terminal";

const ABOUT = `
Measures the likelihood, the latent space and what comes back from it. Without --samples the perplexities are of
the bound; published ones are of 500 importance-weighted samples. A file may have any length: mutual information over the
full set takes a random subset of at most 10,000 sentences.`;

export function evaluateCommand(terminal: Terminal): Command {
  return modelCommand("evaluate", "Metrics of a model on a file of one sentence a line")
    .argument("<file>", "the sentences, .gz too")
    .option("--samples <k>", "draws of z a sentence for −ln p(x); 0 leaves it out", wholeNumber(0, MOST_DRAWS), 0)
    .addOption(new Option("--prior <name>", "p(z) of −ln p(x)").choices(["standard", "learned"]).default("standard"))
    .option("--save", "write the metrics into the model's manifest and card", false)
    .addHelpText("after", ABOUT)
    .addHelpText(
      "after",
      examples("evaluate held-out.txt", "evaluate held-out.txt.gz --model my-model --samples 500 --json"),
    )
    .action(async (file: string, request: EvaluationRequest) => {
      const result = await evaluateFile(file, request, terminal.progress);
      show(terminal, result, request.json, evaluationText);
    });
}
