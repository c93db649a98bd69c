/**
 * What fine-tuning is worth on a small text, beside training from nothing for as long:
 *
 *   npm run bench:finetune -- --source FILE.train.txt.gz --valid FILE.valid.txt.gz
 *       [--minutes 3] [--sentences 5000] [--model models/english] [--threads N] [--try learningRate=0.001,dropout=0.2]…
 *
 * Takes that many sentences of the source at random, trains on them both ways, and measures the bundled model and the new
 * ones on held-out sentences: nats a sentence compare across tokenizers, nats a token do not. A sentence that is longer than
 * some model allows is left out for all. `--try` adds a fine-tuned model with other options, `--scratch` one from nothing;
 * `--only-tries` has no others. The presets weigh the KL by 0.4; with `klWeight=1` it is the bound itself that is trained.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { fileBatches } from "../src/cli/lines";
import { messageOf } from "../src/core/errors";
import { seeded, shuffle } from "../src/core/random";
import { evaluate } from "../src/engine/evaluation/evaluate";
import { OpenModel } from "../src/engine/openModel";
import { readPackage } from "../src/model/package/read";
import { fineTuning } from "../src/trainer/finetuning/fineTuning";
import { PRESETS, trainingOptionsSchema } from "../src/trainer/options";
import { train } from "../src/trainer/train";

interface Candidate {
  readonly name: string;
  readonly directory: string;
  readonly minutes: number;
  readonly epochs: number;
}

const BATCH = 64;

const { values } = parseArgs({
  options: {
    source: { type: "string" },
    valid: { type: "string" },
    minutes: { type: "string", default: "3" },
    sentences: { type: "string", default: "5000" },
    model: { type: "string", default: path.join("models", "english") },
    threads: { type: "string" },
    try: { type: "string", multiple: true, default: [] },
    scratch: { type: "string", multiple: true, default: [] },
    "only-tries": { type: "boolean", default: false },
  },
});

async function main(): Promise<void> {
  const { source, valid, model } = values;
  if (source === undefined || valid === undefined) throw new Error("Give --source and --valid");
  const folder = mkdtempSync(path.join(tmpdir(), "homotopy-bench-"));
  try {
    const text = path.join(folder, "text.txt");
    const sentences = await sentencesOf(source);
    shuffle(sentences, seeded(1, "bench", "fine-tuning"));
    writeFileSync(text, sentences.slice(0, Number(values.sentences)).join("\n"));
    const candidates: Candidate[] = [{ name: "bundled", directory: model, minutes: 0, epochs: 0 }];
    for (const [name, options] of await runs(model)) {
      const directory = path.join(folder, `model-${candidates.length}`);
      candidates.push(await trained(name, { ...options, sources: [text], out: directory }));
    }
    await report(candidates, await sentencesOf(valid));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What to train, by name. */
async function runs(model: string): Promise<readonly (readonly [string, object])[]> {
  const threads = values.threads === undefined ? {} : { threads: Number(values.threads) };
  const common = { maxMinutes: Number(values.minutes), includeWeights: false, prior: "gaussian", ...threads } as const;
  const fineTuned = async (asked: string) =>
    [`fine-tuned ${asked}`.trim(), await fineTuning(model, "small", { ...common, ...parsed(asked) })] as const;
  // More epochs than there is time for: the limit decides.
  const scratch = (asked: string) =>
    [`from scratch ${asked}`.trim(), { ...PRESETS.small, epochs: 1000, ...common, ...parsed(asked) }] as const;
  const tries = [...values.scratch.map(scratch), ...(await Promise.all(values.try.map(fineTuned)))];
  return values["only-tries"] ? tries : [scratch(""), await fineTuned(""), ...tries];
}

/** `name=value,…` */
function parsed(asked: string): Record<string, unknown> {
  const pairs = asked === "" ? [] : asked.split(",").map((pair) => pair.split("="));
  return Object.fromEntries(pairs.map(([name = "", value = ""]) => [name, JSON.parse(value)]));
}

async function trained(name: string, options: object): Promise<Candidate> {
  const run = trainingOptionsSchema.parse(options);
  const { minutes, epochs } = await train(run, (event) => {
    if (event.event === "epoch") process.stderr.write(`${name}: epoch ${event.epoch}, ${event.bound.toFixed(2)}\n`);
  });
  return { name, directory: run.out, minutes, epochs };
}

async function report(candidates: readonly Candidate[], heldOut: readonly string[]): Promise<void> {
  const fitting = await fittingAll(candidates, heldOut);
  const figures = [];
  for (const candidate of candidates) figures.push(await measured(candidate, fitting));
  console.table(figures);
  const setting = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version, ...values };
  const text = JSON.stringify({ setting, heldOut: fitting.length, figures }, null, 2);
  mkdirSync(path.join("bench", "results"), { recursive: true });
  const source = path.basename(values.source ?? "").split(".")[0];
  writeFileSync(path.join("bench", "results", `finetune-${source}.json`), `${text}\n`);
}

/** Held-out sentences that no model has to cut. */
async function fittingAll(candidates: readonly Candidate[], texts: readonly string[]): Promise<readonly string[]> {
  let fitting = texts;
  for (const { directory } of candidates) {
    const { tokenizer, manifest } = await readPackage(directory);
    const encoded = await tokenizer.encodeBatch(fitting);
    fitting = fitting.filter((_, index) => (encoded[index]?.length ?? 0) <= manifest.max_tokens);
  }
  return fitting;
}

async function measured({ name, directory, minutes, epochs }: Candidate, texts: readonly string[]) {
  const source = await readPackage(directory);
  const model = await OpenModel.open(source);
  try {
    const found = await evaluate(model, inBatches(texts), {
      seed: 1,
      samples: 0,
      where: "held-out",
      graph: source.graph,
    });
    if (found.kind === "language model") throw new Error("The bench measures sentence VAEs");
    const { bound, reconstruction, kl, exactReconstruction: exact, bleu } = found;
    return { name, minutes, epochs, bound, reconstruction, kl, exact, bleu };
  } finally {
    await model.dispose();
  }
}

async function* inBatches(texts: readonly string[]): AsyncGenerator<readonly string[]> {
  for (let start = 0; start < texts.length; start += BATCH) yield texts.slice(start, start + BATCH);
}

async function sentencesOf(file: string): Promise<string[]> {
  const texts: string[] = [];
  for await (const lines of fileBatches(file, 4096)) texts.push(...lines.map(({ text }) => text));
  return texts;
}

main().catch((error) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
