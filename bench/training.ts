/**
 * How fast Homotopy trains, beside PyTorch and beside the matrix products alone:
 *
 *   npm run bench:training -- [--hidden 256,512] [--threads 2] [--rounds 12] [--corpus FILE …] [--without torch,eager-wasm]
 *
 * Every competitor runs in a process of its own. Rounds are interleaved, so that what else the machine does falls on all;
 * the median and the minimum over the steps are told, after one round that does not count.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { messageOf } from "../src/core/errors";
import { ALLOCATOR_ENVIRONMENT } from "../src/trainer/allocator";
import { benchCorpus, corpusBatches, fullBatches, presetNetwork } from "./training/batches";
import { type EngineName, engineCompetitor } from "./training/engines";
import { floor } from "./training/floor";
import { Peer, serve } from "./training/peer";
import { type Answer, type Competitor, plainNetwork } from "./training/setting";
import { torchArguments, torchPython } from "./training/torch";

/** Competitors and the steps that they do a round: the slow ones fewer. */
const ENTRANTS = { floor: 3, compiled: 3, parallel: 3, torch: 3, "eager-wasm": 1, "eager-node": 1 } as const;
type Entrant = keyof typeof ENTRANTS;
const ENTRANT_NAMES = Object.keys(ENTRANTS) as Entrant[];
/** Steps over a corpus that count; before them every bucket has had its session. */
const CORPUS_STEPS = 200;

interface Options {
  readonly hidden: readonly number[];
  readonly threads: number;
  readonly rounds: number;
  readonly corpus: readonly string[];
  readonly without: readonly string[];
}

interface Row {
  readonly hidden: number;
  readonly entrant: string;
  readonly title: string;
  readonly medianTokensPerSecond: number;
  readonly bestTokensPerSecond: number;
  readonly medianMilliseconds: number;
  readonly minimumMilliseconds: number;
  readonly megabytes: number;
  /** The floor's median time over this one's, and PyTorch's. */
  readonly floorShare?: number;
  readonly timesTorch?: number;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      hidden: { type: "string", default: "256,512" },
      threads: { type: "string", default: "2" },
      rounds: { type: "string", default: "12" },
      corpus: { type: "string", multiple: true, default: [] },
      without: { type: "string", default: "" },
    },
  });
  const options: Options = {
    hidden: values.hidden.split(",").map(Number),
    threads: Number(values.threads),
    rounds: Number(values.rounds),
    corpus: values.corpus,
    without: values.without.split(","),
  };
  const [role, entrant, place] = positionals;
  if (role === "serve") return serveEntrant(entrant as Entrant, options, place);
  const rows: Row[] = [];
  for (const hidden of options.hidden) rows.push(...(await compare(hidden, options)));
  for (const hidden of options.corpus.length > 0 ? options.hidden : [])
    rows.push(...(await overCorpus(hidden, options)));
  report(rows, options);
}

/** Interleaved rounds over the full batch. */
async function compare(hidden: number, options: Options): Promise<Row[]> {
  const peers = new Map<Entrant, { readonly peer: Peer; readonly title: string; readonly answers: Answer[] }>();
  for (const entrant of ENTRANT_NAMES.filter((name) => !options.without.includes(name))) {
    try {
      const started = await startEntrant(entrant, hidden, options);
      await started.peer.run(2);
      peers.set(entrant, { ...started, answers: [] });
    } catch (error) {
      say(`hidden ${hidden}: ${entrant} does not take part: ${messageOf(error)}`);
    }
  }
  for (let round = 0; round < options.rounds; round++) {
    for (const [entrant, { peer, answers }] of peers) answers.push(await peer.run(ENTRANTS[entrant]));
  }
  for (const { peer } of peers.values()) peer.stop();
  const rows = [...peers].map(([entrant, { title, answers }]) => summary(hidden, entrant, title, answers));
  return rows.map((row) => withRatios(row, rows));
}

/** Homotopy's engines over the buckets of a real corpus. */
async function overCorpus(hidden: number, options: Options): Promise<Row[]> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "homotopy-bench-"));
  const rows: Row[] = [];
  try {
    for (const entrant of ["compiled", "parallel"] as const) {
      if (options.without.includes(entrant)) continue;
      const { peer, title } = await startEntrant(entrant, hidden, options, directory);
      await peer.run(60);
      const answers = [await peer.run(CORPUS_STEPS)];
      peer.stop();
      rows.push(summary(hidden, `${entrant}, corpus`, title, answers));
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return rows;
}

function startEntrant(entrant: Entrant, hidden: number, options: Options, place?: string) {
  if (entrant === "torch") return Peer.start(torchPython(), torchArguments(hidden, options.threads));
  const script = process.argv[1];
  if (script === undefined) throw new Error("The bench does not know its own file");
  const settings = ["--hidden", String(hidden), "--threads", String(options.threads)];
  const corpus = place === undefined ? [] : options.corpus.flatMap((file) => ["--corpus", file]);
  const role = ["serve", entrant, ...(place === undefined ? [] : [place])];
  return Peer.start(process.execPath, [script, ...settings, ...corpus, ...role], ALLOCATOR_ENVIRONMENT);
}

async function serveEntrant(entrant: Entrant, options: Options, place: string | undefined): Promise<void> {
  const hidden = options.hidden[0] ?? 256;
  await serve(title(entrant, options.threads), await competitor(entrant, hidden, options, place));
}

async function competitor(
  entrant: Entrant,
  hidden: number,
  { threads, corpus }: Options,
  place: string | undefined,
): Promise<Competitor> {
  if (entrant === "floor") return floor(plainNetwork(hidden), threads);
  const name = entrant as EngineName;
  if (place === undefined)
    return engineCompetitor(name, plainNetwork(hidden), threads, fullBatches(plainNetwork(hidden)));
  const prepared = await benchCorpus(corpus, place);
  const config = presetNetwork(hidden, prepared);
  return engineCompetitor(name, config, threads, corpusBatches(prepared, config));
}

function title(entrant: Entrant, threads: number): string {
  switch (entrant) {
    case "floor":
      return `matrix products, ${threads} threads`;
    case "compiled":
      return `compiled, ${threads} threads`;
    case "parallel":
      return `compiled, ${threads} processes`;
    default:
      return entrant;
  }
}

function summary(hidden: number, entrant: string, title: string, answers: readonly Answer[]): Row {
  const milliseconds = answers.flatMap((answer) => answer.milliseconds).sort((a, b) => a - b);
  const rates = answers
    .flatMap((answer) => answer.milliseconds.map((ms, step) => (1000 * (answer.tokens[step] ?? 0)) / ms))
    .sort((a, b) => a - b);
  const tokens = answers.flatMap((answer) => answer.tokens).reduce((total, count) => total + count, 0);
  const seconds = milliseconds.reduce((total, ms) => total + ms, 0) / 1000;
  // Over a corpus steps differ in length: what counts is the tokens of all over the time of all.
  const mixed = new Set(answers.flatMap((answer) => answer.tokens)).size > 1;
  return {
    hidden,
    entrant,
    title,
    medianTokensPerSecond: Math.round(mixed ? tokens / seconds : middle(rates)),
    bestTokensPerSecond: Math.round(rates.at(-1) ?? 0),
    medianMilliseconds: round(middle(milliseconds)),
    minimumMilliseconds: round(milliseconds[0] ?? 0),
    megabytes: Math.round(Math.max(...answers.map((answer) => answer.megabytes))),
  };
}

function withRatios(row: Row, rows: readonly Row[]): Row {
  const [floorRow, torchRow] = ["floor", "torch"].map((name) => rows.find(({ entrant }) => entrant === name));
  return {
    ...row,
    ...(floorRow ? { floorShare: round(floorRow.medianMilliseconds / row.medianMilliseconds) } : {}),
    ...(torchRow ? { timesTorch: round(torchRow.medianMilliseconds / row.medianMilliseconds) } : {}),
  };
}

function report(rows: readonly Row[], { threads, rounds }: Options): void {
  const setting = {
    cpu: os.cpus()[0]?.model ?? "unknown",
    cores: os.cpus().length,
    node: process.version,
    threads,
    rounds,
  };
  say(table(rows));
  const text = JSON.stringify({ setting, rows }, null, 2);
  mkdirSync(path.join("bench", "results"), { recursive: true });
  writeFileSync(path.join("bench", "results", "training.json"), `${text}\n`);
  say(text);
}

function table(rows: readonly Row[]): string {
  const head = ["hidden", "engine", "tokens/s median", "best", "ms median", "min", "MB peak", "of floor", "× PyTorch"];
  const body = rows.map((row) => [
    row.hidden,
    row.entrant.includes("corpus") ? `${row.title}, corpus` : row.title,
    row.medianTokensPerSecond,
    row.bestTokensPerSecond,
    row.medianMilliseconds,
    row.minimumMilliseconds,
    row.megabytes || "",
    row.floorShare ?? "",
    row.timesTorch ?? "",
  ]);
  const lines = [head, ...body].map((line) => line.map(String));
  const widths = head.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
  return lines.map((line) => line.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  ")).join("\n");
}

function middle(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

main().catch((error) => {
  process.stderr.write(`${messageOf(error)}\n`);
  process.exitCode = 1;
});
