import { type Command, Option } from "commander";
import { writeFileAtomically } from "../../model/atomicFile";
import { type AdversarialRequest, adversarialStudy } from "../adversarial/evaluate";
import { studyMarkdown, studyText } from "../adversarial/text";
import { decimal, examples, modelCommand, wholeNumber } from "../options";
import { show } from "../output";
import type { Terminal } from "../terminal";

type AdversarialOptions = AdversarialRequest & { readonly report?: string };

const ABOUT = `
Takes held-out sentences, lets both models impute the ends of half of them, and trains two classifiers to tell these from
the other half: by how much they do better than a coin is the adversarial error (Bowman et al. 2015, section 4.2). A language
model imputes by one beam, a sentence VAE by rounds of iterated conditional modes that share the beam's width between them.`;

export function adversarialCommand(terminal: Terminal): Command {
  const length = new Option("--length <kind>", "of an imputed end: the tokens removed, or 1 to twice as many");
  const cut = new Option("--cut <where>", "where an end begins: at any token, or with the word that token is in");
  return modelCommand("adversarial", "How well classifiers tell imputed ends of sentences from real ones")
    .argument("<file...>", "held-out text, one sentence a line, .gz too")
    .requiredOption("--baseline <dir|name>", "the model to compare with, usually a language model")
    .option("--judge <dir|name>", "a third model, a language model, that says how likely the sentences are")
    .option("--sentences <n>", "most sentences a class", wholeNumber(20, 100_000), 10_000)
    .option("--words <n>", "fewest words of a sentence", wholeNumber(1, 1000), 5)
    .option("--share <p>", "share of a sentence's tokens that is its end", decimal(0.01, 0.99), 0.2)
    .addOption(cut.choices(["token", "word"]).default("token"))
    .addOption(length.choices(["fixed", "free"]).default("fixed"))
    .option("--beam <n>", "beginnings that a sentence's search keeps, over all its rounds", wholeNumber(1, 64), 15)
    .option("--rounds <n>", "rounds of iterated conditional modes", wholeNumber(1, 64), 3)
    .option("--report <file.md>", "write the report as Markdown, too")
    .addHelpText("after", ABOUT)
    .addHelpText("after", examples("adversarial held-out.txt --model my-vae --baseline my-rnnlm --judge other-rnnlm"))
    .action(async (files: string[], { report, ...request }: AdversarialOptions) => {
      const study = await adversarialStudy(files, request, terminal.progress);
      if (report !== undefined) {
        const text = new TextEncoder().encode(studyMarkdown(study));
        await writeFileAtomically(report, (sink) => sink.write(text));
      }
      show(terminal, study, request.json, studyText);
    });
}
