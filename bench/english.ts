/**
 * The quality report of the bundled English model:
 *
 *   npm run bench:english -- --train FILE… --held-out FILE… --baseline DIR --judge DIR [--model DIR] [--samples 100]
 *
 * Likelihoods beside those of a language model of equal size (`--baseline`), reconstruction by length, the latent's figures,
 * and how prior samples, posterior draws and points of homotopies read, beside held-out sentences and under another,
 * independently trained language model (`--judge`). The report goes into the model's card, the fixed prompts with what the
 * model makes of them beside this bench; `npm run train:english` trains all three models.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fileBatches } from "../src/cli/lines";
import { sample } from "../src/core/latent/gaussian";
import { countWords, splitIntoWords } from "../src/core/metrics/words";
import { seeded, shuffle } from "../src/core/random";
import { evaluate } from "../src/engine/evaluation/evaluate";
import type { Evaluation } from "../src/engine/evaluation/evaluation";
import { Explorer } from "../src/engine/explorer";
import { OpenModel } from "../src/engine/openModel";
import { readPackage } from "../src/model/package/read";
import { examples } from "./english/examples";
import { type Fluency, FluencyJudge } from "./english/fluency";
import { report } from "./english/report";
import { replaceSection } from "./readme";

const EXAMPLES = join("bench", "english", "examples.md");
const CARD_SECTION = "quality";
const SAMPLES = 1000;
/** Sentences of a homotopy between its ends. */
const BETWEEN = 5;
/** Words up to which a sentence is short. */
const SHORT = 10;
const BATCH = 256;

interface Arguments {
  readonly model: string;
  readonly train: readonly string[];
  readonly heldOut: readonly string[];
  readonly baseline: string;
  readonly judge: string;
  readonly samples: number;
}

async function main(): Promise<void> {
  const options = readArguments();
  const training = await sentencesOf(options.train);
  const heldOut = await sentencesOf(options.heldOut);
  const known = heldOut.filter((text) => countWords(splitIntoWords(text, "unicode")) <= SHORT);
  shuffle(known, seeded(1, "bench", "held out"));

  const all = await evaluation(options.model, heldOut, options.samples);
  const short = await evaluation(options.model, known, 0);
  const baseline = await evaluation(options.baseline, heldOut, 0);
  if (all.kind === "language model" || short.kind === "language model" || baseline.kind !== "language model") {
    throw new Error("--model must be a sentence VAE and --baseline a language model");
  }
  const explorer = await Explorer.open(options.model);
  const judge = await Explorer.open(options.judge);
  const fluency = new FluencyJudge(judge, training, explorer.manifest.max_tokens);
  const rows = await readings(explorer, fluency, known.slice(0, SAMPLES));
  const text = report({ all, short, baseline, rows });
  writeFileSync(EXAMPLES, await examples(explorer));
  await explorer.dispose();
  await judge.dispose();
  intoCard(join(options.model, "README.md"), text);
  process.stdout.write(`${text}\n`);
}

/** A fresh card has no place for it yet. */
function intoCard(card: string, text: string): void {
  const before = readFileSync(card, "utf8");
  const place = `## Quality\n\n<!-- ${CARD_SECTION} -->\n<!-- /${CARD_SECTION} -->\n\n`;
  if (!before.includes(`<!-- ${CARD_SECTION} -->`))
    writeFileSync(card, before.replace("## Limits", `${place}## Limits`));
  replaceSection(card, CARD_SECTION, text);
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      model: { type: "string", default: join("models", "english") },
      train: { type: "string", multiple: true, default: [] },
      "held-out": { type: "string", multiple: true, default: [] },
      baseline: { type: "string", default: join("bench", "results", "english", "baseline") },
      judge: { type: "string", default: join("bench", "results", "english", "judge") },
      samples: { type: "string", default: "100" },
    },
  });
  const { train, "held-out": heldOut, samples, ...folders } = values;
  if (train.length === 0 || heldOut.length === 0) {
    throw new Error(
      "Usage: bench:english -- --train FILE… --held-out FILE… [--model DIR] [--baseline DIR] [--judge DIR]",
    );
  }
  return { ...folders, train, heldOut, samples: Number(samples) };
}

async function evaluation(directory: string, texts: readonly string[], samples: number): Promise<Evaluation> {
  const source = await readPackage(directory);
  const model = await OpenModel.open(source);
  const graph = source.graph.bind(source);
  const result = await evaluate(model, batches(texts), { seed: 1, samples, where: "held-out text", graph });
  await model.dispose();
  return result;
}

async function readings(explorer: Explorer, judge: FluencyJudge, texts: readonly string[]): Promise<Fluency[]> {
  const encoded = await explorer.encode(texts);
  const decoded = async (latents: readonly Float32Array[]) => (await explorer.decode(latents)).map(({ text }) => text);
  const draws = encoded.map((posterior, index) => sample(posterior, 1, seeded(1, "bench", "draw", index)));
  const means = encoded.map(({ mean }) => mean);
  const { samples } = await explorer.sample({ count: texts.length });
  const standard = await explorer.sample({ count: texts.length, prior: "standard" });
  return [
    await judge.measure("held-out sentences", texts),
    await judge.measure("their reconstructions", await decoded(means)),
    await judge.measure("draws from their posteriors", await decoded(draws)),
    await judge.measure("points between two of them", await between(explorer, texts)),
    await judge.measure(
      "samples of the learned prior",
      samples.map(({ text }) => text),
    ),
    await judge.measure(
      "samples of N(0, I)",
      standard.samples.map(({ text }) => text),
    ),
  ];
}

async function between(explorer: Explorer, texts: readonly string[]): Promise<string[]> {
  const points: string[] = [];
  for (let index = 0; points.length < SAMPLES && index + 1 < texts.length; index += 2) {
    const { steps } = await explorer.interpolate(texts[index], texts[index + 1], { steps: BETWEEN + 2 });
    points.push(...steps.slice(1, -1).map(({ text }) => text));
  }
  return points.slice(0, SAMPLES);
}

async function* batches(texts: readonly string[]): AsyncGenerator<readonly string[]> {
  for (let offset = 0; offset < texts.length; offset += BATCH) yield texts.slice(offset, offset + BATCH);
}

async function sentencesOf(files: readonly string[]): Promise<string[]> {
  const texts: string[] = [];
  for (const file of files) {
    for await (const lines of fileBatches(file, 4096)) texts.push(...lines.map(({ text }) => text));
  }
  return texts;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
