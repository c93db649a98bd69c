import type { Command } from "commander";
import { MOST_COMPONENTS } from "../../core/latent/prior/fitPrior";
import { stoppable } from "../interrupt";
import { fileBatches, requireText } from "../lines";
import { chosenModel } from "../models";
import { collected, command, examples, type OutputOptions, seedOption, wholeNumber } from "../options";
import { counted, fixed, show, table } from "../output";
import type { Terminal } from "../terminal";

interface FitPriorOptions extends OutputOptions {
  readonly components?: number;
  readonly validation?: readonly string[];
  readonly out?: string;
  readonly seed: number;
}

const ABOUT = `
Fits a Gaussian mixture to where the model's encoder puts text, preferably the text of its training. Samples then come
from there, and the model can say how far a sentence is from what it knows.`;

export function fitPriorCommand(terminal: Terminal): Command {
  return command("fit-prior", "A learned prior for a model, fitted to text and kept in its package")
    .argument("<model>", "model package: its folder, or the name of a bundled model")
    .argument("<file...>", "text, one sentence a line, .gz too")
    .option("--components <n>", "of the mixture, else chosen on held-out sentences", wholeNumber(1, MOST_COMPONENTS))
    .option(
      "--validation <file>",
      "held-out text, to say what is usual of sentences like those of the training; may be repeated",
      collected,
    )
    .option("--out <dir>", "folder of the package with the prior, else the model's own")
    .addOption(seedOption())
    .addHelpText("after", ABOUT)
    .addHelpText("after", examples("fit-prior my-model notes.txt", "fit-prior english a.txt.gz --out my-english"))
    .action(async (model: string, files: string[], options: FitPriorOptions) => {
      const result = await fitInto(await chosenModel(model), files, options, terminal.progress);
      show(terminal, result, options.json, asText);
    });
}

type Result = Awaited<ReturnType<typeof fitInto>>;

function fitInto(
  directory: string,
  files: readonly string[],
  { seed, components, validation, out = directory }: FitPriorOptions,
  progress: (line: string) => void,
) {
  return stoppable(async () => {
    const { learnPrior } = await import("../../engine/learnPrior");
    const { OpenModel } = await import("../../engine/openModel");
    const { addPrior, requireLatent } = await import("../../model/package/addPrior");
    const { packageHash, readPackage } = await import("../../model/package/read");
    const source = await readPackage(directory);
    requireLatent(source.manifest, directory);
    const model = await OpenModel.open(source);
    try {
      const heldOut = validation === undefined ? undefined : sentences(validation);
      const prior = await learnPrior(model, sentences(files), { seed, components, heldOut, progress });
      const manifest = await addPrior(directory, prior, out);
      const { tried, logDensity, standard, mixture } = prior;
      const name = `${manifest.name}@${packageHash(manifest)}`;
      const count = mixture.components.length;
      return { model: name, out, seed, sentences: prior.sentences, components: count, logDensity, standard, tried };
    } finally {
      await model.dispose();
    }
  });
}

/** Sentences of one batch. */
const BATCH = 1024;

async function* sentences(files: readonly string[]): AsyncGenerator<readonly string[]> {
  for (const file of files) {
    for await (const lines of fileBatches(file, BATCH)) {
      yield lines.map(({ number, text }) => requireText(text, `${file}, line ${number}`));
    }
  }
}

function asText({ model, out, sentences, components, standard, tried }: Result): string {
  const rows = tried.map((fit) => [
    String(fit.components),
    fixed(fit.logDensity),
    fit.components === components ? "chosen" : "",
  ]);
  return [
    `${counted(sentences, "sentence")}; mean ln p(z) over held-out posteriors, in nats:`,
    table([["components", "ln p(z)"], ["N(0, I)", fixed(standard)], ...rows], "rr"),
    `${model} with ${counted(components, "component")} in ${out}`,
  ].join("\n");
}
