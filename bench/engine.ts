/**
 * How fast a model package is explored: `npm run bench:engine -- [--model DIR] [--provider cpu] [--threads 4]`.
 *
 * Encoding is text to posteriors, tokenizer included, over 10,000 different sentences of 3 to 14 words. The beam search
 * decodes one latent with 5 beams for exactly 20 tokens (end marks are left out of the race), as a completion would.
 */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { decodeByBeam } from "../src/core/decoding/beam";
import { fillNormal, type Random, seeded } from "../src/core/random";
import { encodeTexts } from "../src/engine/explorer/texts";
import { OpenModel } from "../src/engine/openModel";
import { defaultThreads } from "../src/engine/session";
import { readPackage } from "../src/model/package/read";
import { PROVIDERS, type ProviderChoice } from "../src/model/providers";
import { endless } from "./endless";

const SENTENCES = 10_000;
const ENCODE_RUNS = 5;
const BEAMS = 5;
const TOKENS = 20;
const BEAM_RUNS = 30;

interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly runs: number;
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

async function main(): Promise<void> {
  const { model: directory, provider, threads } = readArguments();
  const model = await OpenModel.open(await readPackage(directory), { provider, threads });
  const texts = sentences(SENTENCES, seeded(1, "bench"));
  const encode = await timed(ENCODE_RUNS, () => encodeTexts(model, texts));
  const beam = await timed(BEAM_RUNS, (run) => beamSearch(model, run));
  const encoded = await encodeTexts(model, texts);
  const tokens = encoded.reduce((sum, sentence) => sum + sentence.tokens.length, 0);
  await model.dispose();

  const figures = [
    figure(
      `encode ${SENTENCES} sentences`,
      "sentences/s",
      encode.map((ms) => (1000 * SENTENCES) / ms),
    ),
    figure(`encode ${SENTENCES} sentences`, "ms", encode),
    figure(`beam ${BEAMS} × ${TOKENS} tokens`, "ms", beam),
  ];
  const setting = {
    model: model.name,
    provider: model.provider.chosen,
    threads,
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    node: process.version,
    tokensPerSentence: round(tokens / SENTENCES),
  };
  process.stdout.write(`${table(figures)}\n\n${JSON.stringify({ ...setting, figures })}\n`);
}

function readArguments(): { model: string; provider: ProviderChoice; threads: number } {
  const { values } = parseArgs({
    options: {
      model: { type: "string", default: "models/english" },
      provider: { type: "string", default: "auto" },
      threads: { type: "string", default: String(defaultThreads()) },
    },
  });
  const provider = (["auto", ...PROVIDERS] as const).find((known) => known === values.provider);
  const threads = Number(values.threads);
  if (provider === undefined || !(threads >= 1)) {
    throw new Error(`Usage: bench:engine -- [--model DIR] [--provider auto|${PROVIDERS.join("|")}] [--threads N]`);
  }
  return { model: values.model, provider, threads };
}

/** Milliseconds of each run, after one that does not count. */
async function timed(runs: number, work: (run: number) => Promise<unknown>): Promise<number[]> {
  await work(0);
  const times: number[] = [];
  for (let run = 1; run <= runs; run++) {
    const start = performance.now();
    await work(run);
    times.push(performance.now() - start);
  }
  return times;
}

async function beamSearch(model: OpenModel, run: number): Promise<void> {
  const latent = fillNormal(new Float32Array(model.dimension), seeded(1, "bench", run));
  const [[best]] = await decodeByBeam(endless(model.decoder), latent, 1, { width: BEAMS, maxTokens: TOKENS });
  if (best.tokens.length !== TOKENS) throw new Error(`The beam wrote ${best.tokens.length} tokens`);
}

/** Different sentences of plain English words, of 3 to 14 words. */
function sentences(count: number, random: Random): string[] {
  const pick = (words: readonly string[]) => words[random.integer(words.length)];
  const phrase = () => `${pick(["the", "a", "my", "this"])} ${pick(ADJECTIVES)} ${pick(NOUNS)}`;
  const found = new Set<string>();
  while (found.size < count) {
    const subject = random.uniform() < 0.3 ? pick(["she", "he", "everyone"]) : phrase();
    const objects = Array.from({ length: random.integer(3) }, () => `${pick(["with", "near", "behind"])} ${phrase()}`);
    found.add(`${[subject, pick(VERBS), pick(NOUNS), ...objects].join(" ")}.`);
  }
  return [...found];
}

const ADJECTIVES = "old new small happy quiet green cold strange little tall young famous".split(" ");
const NOUNS = "dog book house friend train river garden letter song doctor window story".split(" ");
const VERBS = "sees likes finds wants leaves takes remembers forgets follows needs".split(" ");

function figure(name: string, unit: string, values: readonly number[]): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const [min, median, max] = [0, (sorted.length - 1) >> 1, sorted.length - 1].map((index) => round(sorted[index]));
  return { name, unit, runs: values.length, min, median, max };
}

function table(figures: readonly Figure[]): string {
  const lines = figures.map(({ name, unit, min, median, max, runs }) =>
    [name, unit, min, median, max, runs].map(String),
  );
  const rows = [["", "unit", "min", "median", "max", "runs"], ...lines];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const aligned = (cell: string, column: number) =>
    column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
  return rows.map((row) => row.map(aligned).join("  ")).join("\n");
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
