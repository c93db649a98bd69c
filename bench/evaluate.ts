/**
 * How long the importance-weighted likelihood of a validation set takes:
 *
 *   npm run bench:evaluate -- [--model DIR --file FILE] [--samples 500] [--sentences 3370] [--exact 8] [--threads 2]
 *
 * Without a model, one of PTB's size with random weights on sentences of PTB's lengths. `--sentences` are measured as
 * `evaluate` does them, check included, and so told in full; `--exact` of them once more with the whole vocabulary and once
 * with the step decoder, to compare. CPU time is told beside the clock's: on a machine with other work it is the steadier.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { fileBatches } from "../src/cli/lines";
import { messageOf } from "../src/core/errors";
import { importanceWeightedNll, type Likelihoods } from "../src/engine/evaluation/likelihood/importanceWeights";
import { tokenizeTexts } from "../src/engine/explorer/texts";
import { OpenModel } from "../src/engine/openModel";
import { defaultThreads } from "../src/engine/session";
import { featureWidth } from "../src/model/family/network";
import { type ModelPackage, readPackage } from "../src/model/package/read";
import { productTimes } from "./evaluate/products";
import { ptbModel, ptbSentences } from "./evaluate/ptbModel";

/** PTB's validation part: what figures are scaled to. */
const PTB = { sentences: 3370, tokens: 73_760 };
const CANDIDATES = 1024;

interface Options {
  readonly samples: number;
  readonly sentences: number;
  readonly exact: number;
  readonly threads: number;
}

interface Figure {
  readonly way: string;
  readonly sentences: number;
  readonly tokens: number;
  /** Opening and checking, up to the end of the first sentence; of the clock, and of all cores. */
  readonly openingSeconds: number;
  readonly openingCpuSeconds: number;
  /** The sentences after the first. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly sentencesPerSecond: number;
  /** Opening, and the rest scaled by tokens to PTB's validation part; of CPU time, shared by two cores that do nothing else. */
  readonly minutesForPtb: number;
  readonly cpuMinutesForPtbOnTwoCores: number;
  readonly nll: number;
}

/** Seconds of the clock, and of all cores. */
interface Clock {
  readonly wall: number;
  readonly cpu: number;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      model: { type: "string" },
      file: { type: "string" },
      samples: { type: "string", default: "500" },
      sentences: { type: "string", default: String(PTB.sentences) },
      exact: { type: "string", default: "8" },
      threads: { type: "string", default: String(defaultThreads()) },
    },
  });
  const [samples, sentences, exact, threads] = [values.samples, values.sentences, values.exact, values.threads].map(
    Number,
  );
  const options = { samples, sentences, exact, threads };
  const source = values.model === undefined ? ptbModel() : await readPackage(values.model);
  const model = await OpenModel.open(source, { provider: "cpu", threads });
  const tokens =
    values.file === undefined ? ptbSentences(sentences) : await fileSentences(model, values.file, sentences);
  const report = await compare(model, source, tokens, options);
  await model.dispose();
  mkdirSync("bench/results", { recursive: true });
  writeFileSync("bench/results/evaluate.json", `${JSON.stringify(report, undefined, 2)}\n`);
  process.stdout.write(`${JSON.stringify(report.setting)}\n`);
}

async function compare(
  model: OpenModel,
  source: ModelPackage,
  tokens: readonly (readonly number[])[],
  options: Options,
) {
  const { graph } = source;
  const { samples, threads } = options;
  const few = tokens.slice(0, options.exact);
  const run = (sentences: readonly (readonly number[])[], normaliser: "auto" | "exact", own: boolean) => {
    const options = { samples, seed: 1, threads, normaliser, ...(own && { graph }) };
    return (progress: () => void) => importanceWeightedNll(model, sentences, { ...options, progress });
  };
  const exact = await timed("exact", few, run(few, "exact", true));
  const stepping = await timed("exact, step by step", few, run(few, "exact", false));
  const all = await timed("as evaluate does it", tokens, run(tokens, "auto", true));
  const figures = [exact, stepping, all].map(({ figure }) => figure);
  for (const { way, ...rest } of figures) process.stdout.write(`${way.padEnd(24)} ${line(rest)}\n`);

  const differences = few.map((_, index) => all.result.sentences[index].nll - exact.result.sentences[index].nll);
  const deviation = { ...spread(differences), normaliser: all.result.normaliser, check: all.result.check };
  process.stdout.write(`normaliser ${JSON.stringify(deviation)}\n`);
  const { network } = source.manifest;
  const products = network && {
    ...(await productTimes({
      rows: samples,
      features: featureWidth(network),
      vocabulary: network.vocabulary,
      candidates: Math.min(CANDIDATES, network.vocabulary),
    })),
  };
  for (const [name, ms] of Object.entries(products ?? {})) {
    process.stdout.write(`product, ${name}: ${ms.toFixed(2)} ms of CPU time a step of ${samples} draws\n`);
  }
  const peakMegabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  process.stdout.write(`peak memory ${peakMegabytes} MB\n`);
  const setting = {
    model: model.name,
    samples,
    threads,
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    node: process.version,
  };
  return { setting, figures, deviation, products, peakMegabytes };
}

async function timed(
  way: string,
  sentences: readonly (readonly number[])[],
  work: (progress: () => void) => Promise<Likelihoods>,
): Promise<{ readonly figure: Figure; readonly result: Likelihoods }> {
  const start = now();
  let opened: Clock | undefined;
  const result = await work(() => {
    opened ??= now();
  });
  const end = now();
  const first = opened ?? end;
  const count = (some: readonly (readonly number[])[]) => some.reduce((sum, { length }) => sum + length + 1, 0);
  const scaled = PTB.tokens / count(sentences.slice(1));
  const figure = {
    way,
    sentences: sentences.length,
    tokens: count(sentences),
    openingSeconds: first.wall - start.wall,
    openingCpuSeconds: first.cpu - start.cpu,
    seconds: end.wall - first.wall,
    cpuSeconds: end.cpu - first.cpu,
    sentencesPerSecond: (sentences.length - 1) / (end.wall - first.wall),
    minutesForPtb: (first.wall - start.wall + (end.wall - first.wall) * scaled) / 60,
    cpuMinutesForPtbOnTwoCores: (first.cpu - start.cpu + (end.cpu - first.cpu) * scaled) / 60 / 2,
    nll: result.sentences.reduce((sum, sentence) => sum + sentence.nll, 0) / sentences.length,
  };
  return { figure, result };
}

function now(): Clock {
  const { user, system } = process.cpuUsage();
  return { wall: performance.now() / 1000, cpu: (user + system) / 1e6 };
}

async function fileSentences(model: OpenModel, file: string, most: number): Promise<(readonly number[])[]> {
  const texts: string[] = [];
  for await (const lines of fileBatches(file, 256)) {
    texts.push(...lines.map(({ text }) => text));
    if (texts.length >= most) break;
  }
  return (await tokenizeTexts(model, texts.slice(0, most))).map(({ tokens }) => tokens);
}

function spread(values: readonly number[]): { readonly mean: number; readonly deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

function line(figures: Readonly<Record<string, number>>): string {
  return Object.entries(figures)
    .map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)
    .join("  ");
}

main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
