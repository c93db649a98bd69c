/**
 * What a learned prior is worth: `npm run bench:prior -- --train FILE… --held-out FILE… [--model DIR] [--components 1,16,64]`.
 *
 * Fits mixtures of several sizes to the posteriors of training sentences, and to their means alone (samples then lack the
 * posterior's noise). Of each and of N(0, I): ln p(z) over held-out posteriors, and how samples read: the share of their word
 * trigrams that occurs in the training text, beside that of held-out sentences and of their reconstructions.
 */
import { parseArgs } from "node:util";
import type { DecodeOptions } from "../src/core/exploration";
import { sample } from "../src/core/latent/gaussian";
import { fitPrior, MOST_FITTED } from "../src/core/latent/prior/fitPrior";
import { type Posteriors, stackPosteriors } from "../src/core/latent/prior/posteriors";
import { learnedPrior, type Prior, standardPrior } from "../src/core/latent/prior/prior";
import { seeded, shuffle } from "../src/core/random";
import { Explorer } from "../src/engine/explorer";
import { SeenTrigrams } from "./prior/trigrams";
import { sentencesOf } from "./text";

const SAMPLES = 1000;
const SPREADS = [1, 0.7] as const;
const LONGEST_WORDS = 10;
const SHOWN = 10;
const TEMPERATURES: readonly DecodeOptions[] = [{}, { method: "sample", temperature: 1, seed: 1 }];

interface Row {
  readonly name: string;
  readonly logDensity?: number;
  /** Greedy, and at temperature 1. */
  readonly trigrams: readonly number[];
  readonly copied: number;
  readonly texts: readonly string[];
}

async function main(): Promise<void> {
  const { model, train, heldOut, components } = readArguments();
  const explorer = await Explorer.open(model);
  const training = await sentencesOf(train);
  const known = (await sentencesOf(heldOut)).filter((text) => text.split(/\s+/).length <= LONGEST_WORDS);
  const seen = new SeenTrigrams();
  for (const text of training) seen.add(text);
  shuffle(training, seeded(1, "bench", "training"));
  shuffle(known, seeded(1, "bench", "held out"));
  const posteriors = await posteriorsOf(explorer, training.slice(0, MOST_FITTED));

  const rows = [await ofText(explorer, known.slice(0, SAMPLES), seen)];
  rows.push(...(await ofPosteriors(explorer, known.slice(0, SAMPLES), seen)));
  rows.push(...(await ofPrior(explorer, standardPrior(posteriors.dimension), "N(0, I)", seen)));
  for (const size of components) {
    const { mixture, logDensity, standard } = fitPrior(posteriors, { seed: 1, components: size });
    const name = `mixture of ${size} (N(0, I): ${standard.toFixed(2)})`;
    rows.push(...(await ofPrior(explorer, learnedPrior(mixture), name, seen, logDensity)));
    const means = fitPrior(withoutNoise(posteriors), { seed: 1, components: size });
    rows.push(...(await ofPrior(explorer, learnedPrior(means.mixture), `mixture of ${size}, of means`, seen)));
  }
  await explorer.dispose();
  process.stdout.write(`${table(rows)}\n\n${rows.map(shown).join("\n\n")}\n`);
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      model: { type: "string", default: "models/english" },
      train: { type: "string", multiple: true, default: [] },
      "held-out": { type: "string", multiple: true, default: [] },
      components: { type: "string", default: "1,16,64" },
    },
  });
  const { model, train, "held-out": heldOut } = values;
  const components = values.components.split(",").map(Number);
  if (train.length === 0 || heldOut.length === 0 || !components.every((size) => size >= 1)) {
    throw new Error("Usage: bench:prior -- --train FILE… --held-out FILE… [--model DIR] [--components 1,16,64]");
  }
  return { model, train, heldOut, components };
}

async function ofText(explorer: Explorer, texts: readonly string[], seen: SeenTrigrams): Promise<Row> {
  return {
    name: `held-out text (${explorer.modelName})`,
    trigrams: [seen.share(texts)],
    copied: seen.copied(texts),
    texts,
  };
}

/** What no prior can do better than: held-out sentences decoded again, from their posterior means and from draws. */
async function ofPosteriors(explorer: Explorer, texts: readonly string[], seen: SeenTrigrams): Promise<Row[]> {
  const encoded = await explorer.encode(texts);
  const draws = encoded.map((posterior, index) => sample(posterior, 1, seeded(1, "bench", "draw", index)));
  const means = encoded.map(({ mean }) => mean);
  return [
    await decoded(explorer, means, "held-out posterior means", seen),
    await decoded(explorer, draws, "held-out posterior draws", seen),
  ];
}

async function ofPrior(
  explorer: Explorer,
  prior: Prior,
  name: string,
  seen: SeenTrigrams,
  logDensity?: number,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const spread of SPREADS) {
    const latents = Array.from({ length: SAMPLES }, (_, n) => prior.draw(seeded(1, "bench", "prior", n), spread));
    const row = await decoded(explorer, latents, `${name}, spread ${spread}`, seen);
    rows.push(logDensity === undefined ? row : { ...row, logDensity });
  }
  return rows;
}

async function decoded(
  explorer: Explorer,
  latents: readonly Float32Array[],
  name: string,
  seen: SeenTrigrams,
): Promise<Row> {
  const decodings: string[][] = [];
  for (const options of TEMPERATURES) {
    decodings.push((await explorer.decode(latents, options)).map(({ text }) => text));
  }
  const [texts] = decodings;
  return { name, trigrams: decodings.map((each) => seen.share(each)), copied: seen.copied(texts), texts };
}

async function posteriorsOf(explorer: Explorer, texts: readonly string[]): Promise<Posteriors> {
  return stackPosteriors(await explorer.encode(texts), explorer.manifest.latent.dimension);
}

function withoutNoise(posteriors: Posteriors): Posteriors {
  return { ...posteriors, variances: new Float64Array(posteriors.variances.length) };
}

function table(rows: readonly Row[]): string {
  const head = ["", "ln p(z)", "trigrams greedy", "at temperature 1", "distinct", "copied"];
  const lines = rows.map(({ name, logDensity, trigrams, copied, texts }) => [
    name,
    logDensity?.toFixed(2) ?? "",
    trigrams[0].toFixed(3),
    trigrams[1]?.toFixed(3) ?? "",
    (new Set(texts).size / texts.length).toFixed(3),
    copied.toFixed(3),
  ]);
  return [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function shown({ name, texts }: Row): string {
  return [name, ...texts.slice(0, SHOWN).map((text) => `  ${text}`)].join("\n");
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
