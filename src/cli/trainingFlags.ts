/** The options of a training run as flags, shared by the commands that plan and that train. */
import { type Command, Option } from "commander";
import { PROVIDERS } from "../model/providers";
import type { Preset, TrainingOptions } from "../trainer/options";
import { collected, decimal, type OutputOptions, positive, seedOption, wholeNumber } from "./options";

/** What was typed: everything that was left out comes from the preset, or from the model to go on from. */
export type TrainingFlags = Partial<Omit<TrainingOptions, "sources" | "preset" | "family" | "codeFiles">> &
  OutputOptions & {
    readonly preset: Preset;
    readonly modelFamily?: TrainingOptions["family"];
    readonly code?: boolean;
  };

/** TensorRT would take minutes to prepare a step. */
const TRAINING_PROVIDERS = ["auto", ...PROVIDERS.filter((name) => name !== "tensorrt")];

const TEXT = "Text:";
const SHAPE = "Network:";
const OBJECTIVE = "Objective:";
const OPTIMISATION = "Optimisation:";

/** Flags whose names are not those of the options. */
const RENAMED: Readonly<Record<string, string>> = { modelFamily: "family", code: "codeFiles" };

export function withTrainingFlags(command: Command): Command {
  return command
    .addOption(new Option("--preset <name>", "defaults of all options").choices(["small", "base"]).default("small"))
    .option("--from <dir|name>", "model to go on from, with its tokenizer, network and weights: its folder or its name")
    .addOption(text("--include <glob>", "of folders, read only files that match; may be repeated").argParser(collected))
    .addOption(text("--exclude <glob>", "pass over what matches; may be repeated").argParser(collected))
    .addOption(text("--no-gitignore", "read what git ignores, too"))
    .addOption(text("--code", "read the comments of source code, too"))
    .addOption(text("--keep-secrets", "keep sentences with e-mail addresses, keys and passwords"))
    .option("--name <name>", "name of the model, else that of the folder")
    .option("--license <name>", "licence of the text, for the model card")
    .option("--attribution <text>", "what the authors of the text ask to be said, for the model card")
    .option("--language <tag>", "language of the text, as in en or pt-BR: for its sentences and the model card")
    .option(
      "--no-include-weights",
      "leave the file of weights by name out: smaller, and training goes on from the graphs' own",
    )
    .option("--validation <file>", "held-out text, else a part of the sources is held out")
    .option("--epochs <n>", "passes over the text", positive(100_000))
    .option("--max-minutes <n>", "limit of the whole run, preparation and export included", positive())
    .option("--patience <n>", "epochs without a better validation bound before stopping", wholeNumber(1, 100_000))
    .addOption(new Option("--engine <name>", "training step").choices(["auto", "compiled", "eager"]))
    .addOption(new Option("--provider <name>", "provider of the compiled step").choices(TRAINING_PROVIDERS))
    .option("--threads <n>", "threads of the training step", wholeNumber(1, 256))
    .addOption(seedOption())
    .addOption(
      shape("--model-family <name>", "a sentence VAE, or its decoder alone as a language model").choices([
        "vae",
        "rnnlm",
      ]),
    )
    .addOption(
      shape("--direction <order>", "order in which the decoder writes").choices(["left-to-right", "right-to-left"]),
    )
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
    .addOption(objective("--free-bits-total <nats>", "KL a sentence that is free").argParser(decimal(0, 10_000)))
    .addOption(objective("--delta <nats>", "KL a dimension that the posterior commits to").argParser(decimal(0, 20)))
    .addOption(
      objective("--batch-norm <sd>", "deviation of the posterior means over a batch").argParser(decimal(0, 10)),
    )
    .addOption(objective("--aggressive", "train the encoder ahead of the decoder until it has caught up"))
    .addOption(
      objective("--aggressive-steps <n>", "the same, with at most so many steps before each of the decoder")
        .argParser(wholeNumber(1, 1000))
        .implies({ aggressive: true }),
    )
    .addOption(
      objective("--dropout <p>", "of the decoder's embeddings and output features").argParser(decimal(0, 0.95)),
    )
    .addOption(objective("--encoder-dropout <p>", "of the encoder's embeddings").argParser(decimal(0, 0.95)))
    .addOption(objective("--locked-dropout", "the same dropout mask at every position of a sentence"))
    .addOption(
      objective("--prior <name>", "N(0, I), or a mixture fitted to the posteriors when training is over").choices([
        "gaussian",
        "mixture",
      ]),
    )
    .addOption(optimisation("--batch <n>", "sentences a step").argParser(wholeNumber(1, 4096)))
    .addOption(optimisation("--optimizer <name>", "update rule").choices(["adam", "sgd"]))
    .addOption(optimisation("--learning-rate <x>", "step size").argParser(positive(1000)))
    .addOption(
      optimisation("--schedule <name>", "its fall: by progress, or halved when nothing improves").choices([
        "cosine",
        "plateau",
      ]),
    )
    .addOption(
      optimisation("--average-share <p>", "last share of the run over which weights are averaged").argParser(
        decimal(0, 1),
      ),
    )
    .addOption(optimisation("--clip <norm>", "greatest norm of the gradient").argParser(positive()));
}

/** The options that flags give, under the options' own names; `from` aside, which names a model. */
export function chosenOptions(flags: TrainingFlags): Partial<TrainingOptions> {
  const { json: _, preset: __, from: ___, modelFamily, code, ...rest } = flags;
  return {
    ...rest,
    ...(modelFamily === undefined ? {} : { family: modelFamily }),
    ...(code === undefined ? {} : { codeFiles: code }),
  };
}

/** Names of the options that the person typed, others being defaults. */
export function typedOptions(flags: object, call: Command): readonly string[] {
  const typed = Object.keys(flags).filter((name) => call.getOptionValueSource(name) === "cli");
  return typed.map((name) => RENAMED[name] ?? name);
}

function text(flags: string, description: string): Option {
  return new Option(flags, description).helpGroup(TEXT);
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
