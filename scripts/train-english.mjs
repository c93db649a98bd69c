/**
 * Trains what ships in the box: `npm run train:english -- --corpora FOLDER [english|judge …] [--threads N]`.
 *
 * `english` goes into models/english, by four stages of six hours on one core together. `judge` is a language model of the same
 * size on the same text, which the quality report (`npm run bench:english`) scores sentences with; it goes into
 * bench/results/english. What was stopped goes on from its last checkpoint, what is there already is left alone: move it away to
 * train it anew. FOLDER holds the sources as NAME.train.txt.gz, one sentence a line.
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
  ...["--patience", "100", "--no-include-weights"],
];

const OBJECTIVE = flags({ "free-bits": 0.25, dropout: 0.1, prior: "mixture" });
const RESULTS = join("bench", "results", "english");

/** Folders, flags of `homotopy train` beyond the shared ones, and how the weights are kept in the end. */
const MODELS = {
  english: {
    stages: [
      {
        folder: join(RESULTS, "first"),
        flags: [
          ...flags({ hidden: 512, embedding: 256, latent: 32, tokenizer: "bpe", vocabulary: 8000, "max-tokens": 40 }),
          ...flags({ seed: 1, epochs: 10, "learning-rate": 0.001, "average-share": 0.1, keep: 0.7, "kl-weight": 0.45 }),
          ...flags({ autoencoder: 0.08, anneal: "linear", "anneal-share": 0.15 }),
          ...OBJECTIVE,
        ],
      },
      // From there the latent may hold more, then the decoder reads more of what it wrote, as it does in use, and in the end
      // the KL costs more again, for fluent samples. The same seed holds out the same sentences.
      finer(join(RESULTS, "second"), { epochs: 2.5, "learning-rate": 0.0006, keep: 0.7, "kl-weight": 0.4 }),
      finer(join(RESULTS, "third"), { epochs: 2, "learning-rate": 0.0006, keep: 0.85, "kl-weight": 0.36 }),
      finer(join("models", "english"), {
        ...{ epochs: 1.25, "learning-rate": 0.0005, keep: 0.85, "kl-weight": 0.42 },
        "average-share": 0.3,
      }),
    ],
    // By `npm run bench:formats`: half the size at no loss. Blocks of 8 bits are smaller and faster, but round so differently on
    // other processors that half of the lists of variants there have another sentence in them.
    weights: "float16",
  },
  judge: {
    stages: [
      {
        folder: join(RESULTS, "judge"),
        flags: [
          ...flags({ hidden: 512, embedding: 256, tokenizer: "bpe", vocabulary: 8000, "max-tokens": 40 }),
          ...flags({ "model-family": "rnnlm", seed: 2, epochs: 3, keep: 1, dropout: 0.2 }),
        ],
      },
    ],
  },
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

function train({ stages, weights }, text, threads) {
  const last = stages.at(-1).folder;
  if (isThere(last)) {
    console.error(`${last} is there already: move it away to train it anew`);
    return;
  }
  for (const [index, { folder, flags }] of stages.entries()) {
    const before = stages[index - 1];
    if (isThere(folder)) continue;
    mkdirSync(dirname(join(ROOT, folder)), { recursive: true });
    const base = before ? ["--from", join(ROOT, before.folder)] : [];
    const resume = existsSync(join(ROOT, `${folder}.run`, "checkpoint.safetensors")) ? ["--resume"] : [];
    homotopy("train", ...text, "--out", join(ROOT, folder), ...SHARED, ...flags, ...base, ...threads, ...resume);
  }
  if (weights) homotopy("convert", join(ROOT, last), "--weights", weights, "--out", join(ROOT, last));
}

/** A stage that begins with the weights of the one before. */
function finer(folder, options) {
  return { folder, flags: [...flags({ seed: 1, "average-share": 0.25, ...options }), ...OBJECTIVE] };
}

function isThere(folder) {
  return existsSync(join(ROOT, folder, "homotopy.json"));
}

function flags(options) {
  return Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
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
