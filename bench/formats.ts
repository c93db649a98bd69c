/**
 * What the formats of weights cost and bring:
 *
 *   npm run bench:formats -- --held-out FILE… [--model DIR] [--sentences 2000] [--card DIR]
 *
 * The model is converted to each, and measured on the same held-out sentences: what reconstruction and bound lose, and how
 * long a beam of 5 takes for 12 tokens, all formats in turns. `--card` puts the table into the card of the
 * package in DIR, which may be what the model was converted to.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { decodeByBeam } from "../src/core/decoding/beam";
import { fillNormal, seeded, shuffle } from "../src/core/random";
import { evaluate } from "../src/engine/evaluation/evaluate";
import { OpenModel } from "../src/engine/openModel";
import { defaultThreads } from "../src/engine/session";
import { withSection } from "../src/model/cardSections";
import { table } from "../src/model/markdown";
import { WEIGHT_FORMATS, type WeightFormat } from "../src/model/onnx/weightFormat";
import { convertPackage } from "../src/model/package/convert";
import { readPackage } from "../src/model/package/read";
import { endless } from "./endless";
import { batches, sentencesOf } from "./text";

const FOLDER = join("bench", "results", "formats");
const [BEAMS, TOKENS, RUNS] = [5, 12, 60];

interface Row {
  readonly format: WeightFormat;
  readonly megabytes: number;
  readonly bound: number;
  readonly exact: number;
  readonly bleu: number;
  /** Milliseconds from the files to the first posterior. */
  readonly opened: number;
  /** Of a beam. */
  readonly median: number;
}

async function main(): Promise<void> {
  const { model, heldOut, sentences, card } = readArguments();
  const texts = await sentencesOf(heldOut);
  shuffle(texts, seeded(1, "bench", "formats"));
  const chosen = texts.slice(0, sentences);
  const measured: Omit<Row, "median">[] = [];
  for (const format of WEIGHT_FORMATS) measured.push(await quality(model, format, chosen));
  const medians = await beamTimes();
  const rows = measured.map((row, index) => ({ ...row, median: medians[index] }));
  const text = report(rows, chosen.length);
  process.stdout.write(`${text}\n`);
  if (card === undefined) return;
  const file = join(card, "README.md");
  writeFileSync(file, withSection(readFileSync(file, "utf8"), "weights", `## Weight formats\n\n${text}`));
}

async function quality(model: string, format: WeightFormat, texts: readonly string[]): Promise<Omit<Row, "median">> {
  const { files } = await convertPackage(model, format, join(FOLDER, format));
  const megabytes = files.reduce((total, { bytes }) => total + bytes, 0) / 1e6;
  const start = performance.now();
  const source = await readPackage(join(FOLDER, format));
  const open = await OpenModel.open(source, { provider: "cpu", threads: defaultThreads() });
  await open.encoder.encode(await open.tokenizer.encodeBatch(texts.slice(0, 1)));
  const opened = performance.now() - start;
  const graph = source.graph.bind(source);
  const found = await evaluate(open, batches(texts), { seed: 1, samples: 0, where: "held-out text", graph });
  await open.dispose();
  if (found.kind === "language model") throw new Error("--model must be a sentence VAE");
  return { format, megabytes, opened, bound: found.bound, exact: found.exactReconstruction, bleu: found.bleu };
}

/** Median milliseconds by format, one beam of each after the other. */
async function beamTimes(): Promise<number[]> {
  const models: OpenModel[] = [];
  for (const format of WEIGHT_FORMATS) {
    const source = await readPackage(join(FOLDER, format));
    models.push(await OpenModel.open(source, { provider: "cpu", threads: defaultThreads() }));
  }
  const times = models.map((): number[] => []);
  for (let run = 0; run <= RUNS; run++) {
    for (const [index, model] of models.entries()) {
      const latent = fillNormal(new Float32Array(model.dimension), seeded(1, "bench", run));
      const start = performance.now();
      await decodeByBeam(endless(model.decoder), latent, 1, { width: BEAMS, maxTokens: TOKENS });
      // The first of each warms up.
      if (run > 0) times[index].push(performance.now() - start);
    }
  }
  for (const model of models) await model.dispose();
  return times.map((each) => each.sort((a, b) => a - b)[each.length >> 1]);
}

function report(rows: readonly Row[], sentences: number): string {
  const head = ["weights", "MB", "bound", "exact %", "BLEU-4", "opens in ms", `beam ${BEAMS} × ${TOKENS}, ms`];
  const cells = rows.map(({ format, megabytes, bound, exact, bleu, opened, median }) => {
    return [
      format,
      megabytes.toFixed(1),
      bound.toFixed(2),
      (100 * exact).toFixed(1),
      bleu.toFixed(3),
      opened.toFixed(0),
      median.toFixed(1),
    ];
  });
  return [
    `On ${sentences} held-out sentences; greedy reconstructions from the posterior mean, times on the CPU with ${defaultThreads()} threads.`,
    "",
    ...table(head, cells),
  ].join("\n");
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      model: { type: "string", default: join("models", "english") },
      "held-out": { type: "string", multiple: true, default: [] },
      sentences: { type: "string", default: "2000" },
      card: { type: "string" },
    },
  });
  const { model, "held-out": heldOut, sentences, card } = values;
  if (heldOut.length === 0)
    throw new Error("Usage: bench:formats -- --held-out FILE… [--model DIR] [--sentences N] [--card DIR]");
  return { model, heldOut, sentences: Number(sentences), card };
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
