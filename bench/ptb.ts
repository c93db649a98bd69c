/**
 * Trains and evaluates the table of word-level Penn Treebank:
 *
 *   npm run bench:ptb -- --corpus FOLDER [ROW … | all] [--epochs N] [--seed N] [--threads N] [--samples K] [--test FILE]
 *
 * FOLDER holds train.txt.gz and valid.txt.gz, one tokenised sentence a line. A row that was stopped goes on where it was; one
 * that is trained is only evaluated. Everything of a row goes into bench/results/ptb, and from there into the table of
 * bench/README.md, where rows that were measured on another machine stay.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { homotopy } from "./homotopy";
import { PROTOCOL, ROWS, type Row } from "./ptb/rows";
import { type RowResult, rowResultSchema, table } from "./ptb/table";
import { readSection, replaceSection } from "./readme";

const RESULTS = path.join("bench", "results", "ptb");
const README = path.join("bench", "README.md");

interface Options {
  readonly corpus: string;
  readonly test?: string | undefined;
  readonly epochs?: number | undefined;
  readonly seed: string;
  readonly threads: string;
  readonly samples: string;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      corpus: { type: "string" },
      test: { type: "string" },
      epochs: { type: "string" },
      seed: { type: "string", default: "1" },
      threads: { type: "string", default: "2" },
      samples: { type: "string", default: "500" },
    },
  });
  const { corpus, epochs } = values;
  if (corpus === undefined)
    throw new Error(`--corpus FOLDER is missing; rows: ${ROWS.map(({ name }) => name).join(", ")}`);
  mkdirSync(RESULTS, { recursive: true });
  const options = { ...values, corpus, epochs: epochs === undefined ? undefined : Number(epochs) };
  for (const row of chosen(positionals)) await measure(row, options);
  writeTable();
}

function chosen(names: readonly string[]): readonly Row[] {
  if (names.includes("all")) return ROWS.filter(({ ablation }) => ablation !== true);
  return names.map((name) => {
    const row = ROWS.find((known) => known.name === name);
    if (row === undefined)
      throw new Error(`There is no row ${name}; there is ${ROWS.map(({ name }) => name).join(", ")}`);
    return row;
  });
}

async function measure(row: Row, options: Options): Promise<void> {
  const model = path.join(RESULTS, options.seed === "1" ? row.name : `${row.name}-seed-${options.seed}`);
  const epochs = options.epochs ?? row.epochs;
  if (!existsSync(path.join(model, "homotopy.json"))) await train(row, model, epochs, options);
  const valid = await evaluate(model, path.join(options.corpus, "valid.txt.gz"), options);
  const test = options.test === undefined ? undefined : await evaluate(model, options.test, options);
  const { steps, hours, epochs: trained } = trainingOf(model);
  const result = {
    row: row.name,
    title: row.title,
    seed: Number(options.seed),
    epochs: trained,
    steps,
    hours,
    valid,
    test,
  };
  writeFileSync(`${model}.json`, `${JSON.stringify(result, undefined, 2)}\n`);
  process.stdout.write(`${row.name}: seed ${options.seed}, ${hours.toFixed(2)} hours, ${trained} epochs\n`);
}

async function train(row: Row, model: string, epochs: number, options: Options): Promise<void> {
  const file = (name: string): string => path.join(options.corpus, `${name}.txt.gz`);
  const resume = existsSync(path.join(`${model}.run`, "checkpoint.safetensors")) ? ["--resume"] : [];
  const flags = [
    ...PROTOCOL,
    ...row.flags,
    "--epochs",
    String(epochs),
    "--seed",
    options.seed,
    "--threads",
    options.threads,
  ];
  const call = ["train", file("train"), "--validation", file("valid"), "--out", model, ...flags, ...resume];
  process.stdout.write(`${row.name}: homotopy ${call.join(" ")}\n`);
  await homotopy(call, `${model}.log`);
}

async function evaluate(model: string, file: string, { samples, seed }: Options): Promise<RowResult["valid"]> {
  const output = `${model}.${path.basename(file)}.json`;
  await homotopy(["evaluate", file, "--model", model, "--samples", samples, "--seed", seed, "--json"], output);
  return rowResultSchema.shape.valid.parse(JSON.parse(readFileSync(output, "utf8")));
}

const manifestSchema = z.object({ training: z.object({ steps: z.number(), epochs: z.number(), hours: z.number() }) });

function trainingOf(model: string): z.infer<typeof manifestSchema>["training"] {
  return manifestSchema.parse(JSON.parse(readFileSync(path.join(model, "homotopy.json"), "utf8"))).training;
}

function writeTable(): void {
  const results = readdirSync(RESULTS)
    .filter((name) => /^[^.]+\.json$/.test(name))
    .map((name) => rowResultSchema.parse(JSON.parse(readFileSync(path.join(RESULTS, name), "utf8"))));
  const titles = ROWS.map(({ title }) => title);
  const text = table(results, readSection(README, "ptb"), titles);
  replaceSection(README, "ptb", text);
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
