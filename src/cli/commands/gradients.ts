import type { Command } from "commander";
import { HomotopyError } from "../../core/errors";
import { writeFileAtomically } from "../../model/atomicFile";
import { gradientChart } from "../gradientChart";
import { type GradientResult, gradientText } from "../gradientText";
import { stoppable } from "../interrupt";
import { fileBatches, requireText } from "../lines";
import { chosenModel } from "../models";
import { command, examples, type OutputOptions, seedOption, wholeNumber } from "../options";
import { show } from "../output";
import type { Terminal } from "../terminal";

interface GradientOptions extends OutputOptions {
  readonly model?: string;
  readonly draws: number;
  readonly sentences: number;
  readonly seed: number;
  readonly plot?: string;
}

const LINES = 256;

export function gradientsCommand(terminal: Terminal): Command {
  return command("gradients", "REINFORCE beside the reparameterised gradient: their variance by group of weights")
    .argument("<file>", "sentences, one a line, .gz too: the first are studied")
    .option("--model <dir|name>", "model package with its weights; without it a network at its start")
    .option("--draws <n>", "draws of z for each sentence", wholeNumber(2, 1_000_000), 100)
    .option("--sentences <n>", "sentences of the file to study", wholeNumber(1, 4096), 16)
    .addOption(seedOption())
    .option("--plot <file.svg>", "write the plot as a picture, too")
    .addHelpText(
      "after",
      examples("gradients notes.txt", "gradients held-out.txt --model my-model --plot variance.svg"),
    )
    .action(async (file: string, options: GradientOptions) => {
      const result = await stoppable(() => study(file, options, terminal));
      if (options.plot !== undefined) {
        const picture = new TextEncoder().encode(gradientChart(result));
        await writeFileAtomically(options.plot, (sink) => sink.write(picture));
      }
      show(terminal, result, options.json, gradientText);
    });
}

async function study(file: string, options: GradientOptions, terminal: Terminal): Promise<GradientResult> {
  // TensorFlow.js is initialised by the commands that train alone.
  const { batchesOf, countWords, freshSubject, trainedSubject } = await import("../../trainer/laboratory/subject");
  const { studyGradients } = await import("../../trainer/laboratory/study");
  const { chooseBackend } = await import("../../trainer/backend");
  const { model, seed, draws } = options;
  const texts: string[] = [];
  const words = new Map<string, number>();
  for await (const lines of fileBatches(file, LINES)) {
    const read = lines.map(({ number, text }) => requireText(text, `${file}, line ${number}`));
    texts.push(...read.slice(0, options.sentences - texts.length));
    // A network at its start takes its vocabulary from the whole file.
    if (model === undefined) for (const text of read) countWords(text, words);
    else if (texts.length === options.sentences) break;
  }
  if (texts.length === 0) throw noSentence(file);
  const subject = model === undefined ? freshSubject(words, seed) : await trainedSubject(await chosenModel(model));
  const { name: backend } = await chooseBackend();
  const { store } = subject;
  const batches = await batchesOf(subject, texts);
  const onProgress = (done: number): void => terminal.progress(`draw ${done} of ${draws} on ${backend}`);
  return { model: subject.name, seed, ...(await studyGradients({ store, batches, draws, seed, onProgress })) };
}

function noSentence(file: string): HomotopyError {
  return new HomotopyError("bad-input", "There is no sentence in the file", file, "give one sentence a line");
}
