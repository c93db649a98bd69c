import { type Command, Option } from "commander";
import { HomotopyError, messageOf } from "../../core/errors";
import { PROVIDERS } from "../../model/providers";
import type { TrainingEvent } from "../../trainer/events";
import type { Preset, TrainingOptions } from "../../trainer/options";
import { interruptible } from "../interrupt";
import { command, decimal, examples, type OutputOptions, positive, seedOption, wholeNumber } from "../options";
import { toJson } from "../output";
import { preview } from "../preview";
import type { Terminal } from "../terminal";
import { tellTraining } from "../trainingLog";

/** What was typed: everything that was left out comes from the preset. */
type TrainFlags = Partial<Omit<TrainingOptions, "sources" | "preset">> &
  OutputOptions & { readonly out: string; readonly preset: Preset };

/** TensorRT would take minutes to prepare a step. */
const TRAINING_PROVIDERS = ["auto", ...PROVIDERS.filter((name) => name !== "tensorrt")];

const SHAPE = "Network:";
const OBJECTIVE = "Objective:";
const OPTIMISATION = "Optimisation:";

export function trainCommand(terminal: Terminal): Command {
  return command("train", "Train a model on text and export it as a package")
    .argument("<file|folder...>", "text: one sentence a line or prose, .gz too")
    .requiredOption("--out <dir>", "folder of the finished package; the run's own folder is DIR.run")
    .addOption(new Option("--preset <name>", "defaults of all options").choices(["small", "base"]).default("small"))
    .option("--name <name>", "name of the model, else that of the folder")
    .option("--license <name>", "licence of the text, for the model card")
    .option("--attribution <text>", "what the authors of the text ask to be said, for the model card")
    .option("--language <tag>", "language of the text, as in en or pt-BR: for its sentences and the model card")
    .option(
      "--no-include-weights",
      "leave the weights by name out: smaller, but training cannot go on from the package",
    )
    .option("--validation <file>", "held-out text, else a part of the sources is held out")
    .option("--epochs <n>", "passes over the text", positive(100_000))
    .option("--max-minutes <n>", "limit of the whole run, preparation and export included", positive())
    .option("--patience <n>", "epochs without a better validation bound before stopping", wholeNumber(1, 100_000))
    .option("--resume", "go on from the last checkpoint in DIR.run")
    .addOption(new Option("--engine <name>", "training step").choices(["auto", "compiled", "eager"]))
    .addOption(new Option("--provider <name>", "provider of the compiled step").choices(TRAINING_PROVIDERS))
    .option("--threads <n>", "threads of the training step", wholeNumber(1, 256))
    .addOption(seedOption())
    .addOption(shape("--hidden <n>", "width of the LSTMs").argParser(wholeNumber(1, 8192)))
    .addOption(shape("--embedding <n>", "width of a token's embedding").argParser(wholeNumber(1, 8192)))
    .addOption(shape("--latent <n>", "dimensions of the latent space").argParser(wholeNumber(1, 4096)))
    .addOption(shape("--vocabulary <n>", "tokens in the vocabulary").argParser(wholeNumber(300, 1_000_000)))
    .addOption(shape("--tokenizer <kind>", "byte-level BPE, or words as they are").choices(["bpe", "words"]))
    .addOption(shape("--max-tokens <n>", "longest sentence").argParser(wholeNumber(2, 1024)))
    .addOption(shape("--pooling <kind>", "encoder states that the posterior reads").choices(["last", "last-mean"]))
    .addOption(shape("--reversed", "the encoder reads from the end"))
    .addOption(shape("--no-reversed", "the encoder reads from the start"))
    .addOption(shape("--tied", "the output layer shares the embedding matrix"))
    .addOption(shape("--no-tied", "the output layer has a matrix of its own"))
    .addOption(shape("--skip", "z also reaches the output layer directly"))
    .addOption(shape("--no-skip", "z reaches the output through the LSTM alone"))
    .addOption(
      objective("--autoencoder <p>", "share of the run that trains a plain autoencoder first").argParser(
        decimal(0, 0.9),
      ),
    )
    .addOption(objective("--anneal <shape>", "rise of the KL weight").choices(["sigmoid", "linear", "cyclical"]))
    .addOption(objective("--anneal-share <p>", "share of the run in which it rises").argParser(decimal(0, 1)))
    .addOption(objective("--kl-weight <w>", "final KL weight; the bound is reported at 1").argParser(decimal(0, 1)))
    .addOption(objective("--keep <p>", "probability of keeping a decoder input word").argParser(decimal(0, 1)))
    .addOption(objective("--free-bits <nats>", "KL a dimension that is free").argParser(decimal(0, 1000)))
    .addOption(
      objective("--dropout <p>", "of the decoder's embeddings and output features").argParser(decimal(0, 0.95)),
    )
    .addOption(objective("--encoder-dropout <p>", "of the encoder's embeddings").argParser(decimal(0, 0.95)))
    .addOption(objective("--locked-dropout", "the same dropout mask at every position of a sentence"))
    .addOption(optimisation("--batch <n>", "sentences a step").argParser(wholeNumber(1, 4096)))
    .addOption(optimisation("--optimizer <name>", "update rule").choices(["adam", "sgd"]))
    .addOption(optimisation("--learning-rate <x>", "step size").argParser(positive(1000)))
    .addOption(optimisation("--clip <norm>", "greatest norm of the gradient").argParser(positive()))
    .addHelpText("after", examples("train notes/ --out my-model --max-minutes 10", "train a.txt.gz --out m --resume"))
    .action((sources: string[], flags: TrainFlags, call: Command) => {
      const typed = Object.keys(flags).filter((name) => call.getOptionValueSource(name) === "cli");
      return runTraining(sources, flags, new Set(["sources", ...typed]), terminal);
    });
}

async function runTraining(
  sources: readonly string[],
  flags: TrainFlags,
  asked: ReadonlySet<string>,
  terminal: Terminal,
): Promise<void> {
  // TensorFlow.js is initialised by this command alone.
  const { train } = await import("../../trainer/train");
  const options = await trainingOptions(sources, flags);
  let told = false;

  function emit(event: TrainingEvent): void {
    told ||= event.event === "error";
    if (flags.json) terminal.print(toJson(event));
    else tellTraining(event, terminal);
  }

  await interruptible(async (signal) => {
    try {
      await train(options, emit, { signal, preview, asked });
    } catch (error) {
      // An interruption is no failure of the run: the exit code and the line on stderr tell of it.
      if (!told && !signal.aborted) emit({ event: "error", message: messageOf(error) });
      throw error;
    }
  });
}

async function trainingOptions(sources: readonly string[], flags: TrainFlags): Promise<TrainingOptions> {
  const { PRESETS, trainingOptionsSchema } = await import("../../trainer/options");
  const { json: _, ...chosen } = flags;
  const parsed = trainingOptionsSchema.safeParse({ ...PRESETS[flags.preset], ...chosen, sources });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new HomotopyError("bad-call", issue?.message ?? "Bad option", `--${issue?.path.join(".")}`, "see train --help");
}

function shape(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup(SHAPE);
}

function objective(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup(OBJECTIVE);
}

function optimisation(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup(OPTIMISATION);
}
