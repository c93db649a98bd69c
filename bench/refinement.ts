/**
 * What it brings to refine posteriors for their own sentences, and what it costs:
 *
 *   npm run bench:refinement -- --train FILE… --held-out FILE… [--model DIR] [--steps 0,4,8,16] [--sentences 1000] [--card DIR]
 *
 * Of each number of steps, 0 being the encoder's posterior as it is: how sentences come back, how near draws stay to them,
 * and how draws and points of homotopies read. `--card` puts the table into the card of the package in DIR.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { toRead } from "../src/core/exploration";
import { sample } from "../src/core/latent/gaussian";
import { linear } from "../src/core/latent/path";
import type { Restored } from "../src/core/metrics/reconstructions";
import { countWords, splitIntoWords } from "../src/core/metrics/words";
import { seeded, shuffle } from "../src/core/random";
import { decodeLatents } from "../src/engine/explorer/decode";
import { OpenModel } from "../src/engine/openModel";
import { withSection } from "../src/model/cardSections";
import { table } from "../src/model/markdown";
import { readPackage } from "../src/model/package/read";
import { SeenTrigrams } from "./prior/trigrams";
import { greedily, posteriorsOf, restored } from "./refinement/restored";
import { sentencesOf } from "./text";

/** Words up to which a sentence is short, and middling; longer ones are too rare to tell. */
const [SHORT, MIDDLING] = [10, 20];
/** Points of a homotopy between its ends. */
const BETWEEN = 5;
/** Sentences whose draws and paths are read. */
const READ = 1000;

interface Row {
  readonly steps: number;
  readonly milliseconds: number;
  readonly short: Restored;
  readonly middling: Restored;
  /** Of draws at spread 1 to the sentence that they are drawn around. */
  readonly nearness: Restored;
  /** Shares of trigrams that stand in the training text. */
  readonly draws: number;
  readonly between: number;
  readonly midpoints: number;
}

async function main(): Promise<void> {
  const options = readArguments();
  const seen = new SeenTrigrams();
  for (const text of await sentencesOf(options.train)) seen.add(text);
  const texts = await sentencesOf(options.heldOut);
  shuffle(texts, seeded(1, "bench", "held out"));
  const [short, middling] = [
    ofLength(texts, 0, SHORT).slice(0, options.sentences),
    ofLength(texts, SHORT + 1, MIDDLING).slice(0, options.sentences),
  ];
  const model = await OpenModel.open(await readPackage(options.model), { provider: "cpu" });
  const rows: Row[] = [];
  for (const steps of options.steps) rows.push(await measure(model, seen, { short, middling, steps }));
  await model.dispose();
  const real = seen.share(short.slice(0, READ));
  const text = report(rows, { short: short.length, middling: middling.length, real });
  process.stdout.write(`${text}\n`);
  if (options.card !== undefined) intoCard(join(options.card, "README.md"), text);
}

interface Task {
  readonly short: readonly string[];
  readonly middling: readonly string[];
  readonly steps: number;
}

async function measure(model: OpenModel, seen: SeenTrigrams, { short, middling, steps }: Task): Promise<Row> {
  // The graph of the gradients is made before anything is timed.
  await posteriorsOf(model, short.slice(0, 1), steps);
  const start = performance.now();
  const posteriors = await posteriorsOf(model, short, steps);
  const milliseconds = (performance.now() - start) / short.length;
  const read = posteriors.slice(0, READ);
  const how = toRead(...short);
  const decoded = async (latents: readonly Float32Array[]) =>
    (await decodeLatents(model, latents, how)).map(({ text }) => text);
  const draws = await decoded(read.map((posterior, index) => sample(posterior, 1, seeded(1, "bench", "draw", index))));
  const paths = read.map(({ mean }, index) => linear(mean, read[(index + 1) % read.length].mean));
  return {
    steps,
    milliseconds,
    short: await greedily(model, posteriors),
    middling: await greedily(model, await posteriorsOf(model, middling, steps)),
    nearness: restored(read, draws),
    draws: seen.share(draws),
    between: seen.share(await decoded(paths.map((path, index) => path((1 + (index % BETWEEN)) / (BETWEEN + 1))))),
    midpoints: seen.share(await decoded(paths.map((path) => path(0.5)))),
  };
}

function ofLength(texts: readonly string[], least: number, most: number): string[] {
  return texts.filter((text) => {
    const words = countWords(splitIntoWords(text, "unicode"));
    return words >= least && words <= most;
  });
}

interface Counts {
  readonly short: number;
  readonly middling: number;
  /** Share of trigrams of held-out sentences. */
  readonly real: number;
}

function report(rows: readonly Row[], { short, middling, real }: Counts): string {
  const head = [
    ...["steps", "ms a sentence", `exact, to ${SHORT} words`, "BLEU-4", `exact, to ${MIDDLING} words`, "BLEU-4"],
    ...["BLEU-4 of draws", "trigrams of draws", "of points between", "of midpoints"],
  ];
  const cells = rows.map((row) => [
    row.steps === 0 ? "none" : String(row.steps),
    row.milliseconds.toFixed(0),
    ...[row.short, row.middling].flatMap(({ exact, bleu }) => [`${(100 * exact).toFixed(1)} %`, bleu.toFixed(3)]),
    row.nearness.bleu.toFixed(3),
    ...[row.draws, row.between, row.midpoints].map((share) => share.toFixed(3)),
  ]);
  return [
    `Held-out sentences, ${short} of at most ${SHORT} words and ${middling} of ${SHORT + 1} to ${MIDDLING}, greedily from the ` +
      `mean; draws at spread 1 and points of homotopies as people are shown them, from ${Math.min(READ, short)} of the ` +
      `short ones, beside the sentence that was drawn around and the trigrams of the training text (held-out sentences: ` +
      `${real.toFixed(3)}).`,
    "",
    ...table(head, cells),
  ].join("\n");
}

function intoCard(file: string, text: string): void {
  const heading =
    "## As people explore it\n\nVariants and homotopies begin at posteriors that a few gradient steps have refined for their own sentences.";
  writeFileSync(file, withSection(readFileSync(file, "utf8"), "refinement", `${heading}\n\n${text}`));
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      model: { type: "string", default: join("models", "english") },
      train: { type: "string", multiple: true, default: [] },
      "held-out": { type: "string", multiple: true, default: [] },
      steps: { type: "string", default: "0,4,8,16" },
      sentences: { type: "string", default: "1000" },
      card: { type: "string" },
    },
  });
  const { train, "held-out": heldOut, steps, sentences, ...folders } = values;
  if (train.length === 0 || heldOut.length === 0) {
    throw new Error(
      "Usage: bench:refinement -- --train FILE… --held-out FILE… [--model DIR] [--steps 0,4,8,16] [--sentences N] [--card DIR]",
    );
  }
  return { ...folders, train, heldOut, steps: steps.split(",").map(Number), sentences: Number(sentences) };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
