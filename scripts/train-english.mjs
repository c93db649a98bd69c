/**
 * Trains what ships in the box: `npm run train:english -- --corpora FOLDER [english|judge …] [--threads N]`.
 *
 * `english` goes into models/english. `judge` is a language model of the same size on the same text, which the quality report
 * (`npm run bench:english`) scores sentences with; it goes into bench/results/english. What was stopped goes on from its last checkpoint, what is there already is left alone: move it away
 * to train it anew. FOLDER holds the sources as NAME.train.txt.gz and NAME.valid.txt.gz, one sentence a line.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT, setUp } from "./setup.mjs";

const SOURCES = ["tatoeba", "commonvoice", "wordnet"];
const LICENSE = "CC-BY-2.0-FR AND CC0-1.0 AND WordNet-3.0";
const ATTRIBUTION =
  "Contains sentences from Tatoeba (https://tatoeba.org), CC BY 2.0 FR, via www.manythings.org/anki; filtered and deduplicated. " +
  "Common Voice sentences are CC0-1.0. Example sentences of WordNet: WordNet 3.0 Copyright 2006 by Princeton University. " +
  "All rights reserved.";
const SHARED = [
  ...["--license", LICENSE, "--attribution", ATTRIBUTION, "--language", "en", "--preset", "base"],
  ...["--hidden", "512", "--embedding", "256", "--tokenizer", "bpe", "--vocabulary", "8000", "--max-tokens", "40"],
  ...["--patience", "100", "--no-include-weights"],
];
const LANGUAGE_MODEL = ["--model-family", "rnnlm", "--keep", "1", "--dropout", "0.2", "--epochs", "3"];

/** Folder, flags of `homotopy train` beyond the shared ones, and how the weights are kept in the end. */
const MODELS = {
  english: {
    folder: join("models", "english"),
    flags: [
      ...[
        "--name",
        "english",
        "--seed",
        "1",
        "--epochs",
        "10",
        "--latent",
        "32",
        "--keep",
        "0.7",
        "--prior",
        "mixture",
      ],
      ...["--autoencoder", "0.08", "--anneal", "linear", "--anneal-share", "0.15", "--kl-weight", "0.45"],
      ...["--free-bits", "0.25", "--dropout", "0.1", "--average-share", "0.1", "--learning-rate", "0.001"],
    ],
    // By `npm run bench:formats`: half the size at no loss. Blocks of 8 bits are smaller and faster, but round so differently on
    // other processors that half of the lists of variants there have another sentence in them.
    weights: "float16",
  },
  judge: { folder: join("bench", "results", "english", "judge"), flags: ["--seed", "2", ...LANGUAGE_MODEL] },
};

function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { corpora: { type: "string" }, threads: { type: "string" } },
  });
  const unknown = positionals.find((name) => !Object.hasOwn(MODELS, name));
  if (!values.corpora || unknown) {
    fail(`Usage: npm run train:english -- --corpora FOLDER [${Object.keys(MODELS).join("|")} …] [--threads N]`);
  }
  const text = SOURCES.map((source) => join(values.corpora, `${source}.train.txt.gz`));
  const missing = text.find((file) => !existsSync(file));
  if (missing) fail(`There is no ${missing}: give the folder of the sources`);
  setUp();
  const threads = values.threads ? ["--threads", values.threads] : [];
  for (const name of positionals.length > 0 ? positionals : ["english"]) train(MODELS[name], text, threads);
}

function train({ folder, flags, weights }, text, threads) {
  const out = join(ROOT, folder);
  if (existsSync(join(out, "homotopy.json"))) {
    console.error(`${folder} is there already: move it away to train it anew`);
    return;
  }
  mkdirSync(dirname(out), { recursive: true });
  const resume = existsSync(join(`${out}.run`, "checkpoint.safetensors")) ? ["--resume"] : [];
  homotopy("train", ...text, "--out", out, ...SHARED, ...flags, ...threads, ...resume);
  if (weights) homotopy("convert", out, "--weights", weights, "--out", out);
}

function homotopy(...call) {
  const { status } = spawnSync(process.execPath, [join(ROOT, "dist", "cli.js"), ...call], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

function fail(message) {
  console.error(message);
  process.exit(2);
}

main();
