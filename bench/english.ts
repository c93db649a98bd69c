/**
 * The quality report of the bundled English model:
 *
 *   npm run bench:english -- --train FILE… --held-out FILE… [--domain FILE…] [--judge DIR] [--model DIR] [--samples 500]
 *
 * Likelihoods beside those of a language model of equal size (`--judge`), reconstruction by length, the latent's figures,
 * and how prior samples, posterior draws and points of homotopies read, beside held-out sentences and under that language
 * model. The report goes into the model's card, the fixed prompts with what the model makes of them beside this bench;
 * `npm run train:english` trains both models.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { DEFAULTS } from "../src/core/exploration";
import { countWords, splitIntoWords } from "../src/core/metrics/words";
import { seeded, shuffle } from "../src/core/random";
import { evaluate } from "../src/engine/evaluation/evaluate";
import type { Evaluation } from "../src/engine/evaluation/evaluation";
import { Explorer } from "../src/engine/explorer";
import { OpenModel } from "../src/engine/openModel";
import { withSection } from "../src/model/cardSections";
import { readPackage } from "../src/model/package/read";
import { domainTable } from "./english/domains";
import { examples } from "./english/examples";
import { FluencyJudge } from "./english/fluency";
import { SENTENCES } from "./english/prompts";
import { type FluencyOfSets, report } from "./english/report";
import { type SentenceSets, sentenceSets } from "./english/sentenceSets";
import { greedily, posteriorsOf } from "./refinement/restored";
import { batches, sentencesOf } from "./text";

const EXAMPLES = join("bench", "english", "examples.md");
const SAMPLES = 1000;
/** Words up to which a sentence is short. */
const SHORT = 10;

interface Arguments {
  readonly model: string;
  readonly train: readonly string[];
  readonly heldOut: readonly string[];
  readonly judge: string;
  /** Files of other text. */
  readonly domain: readonly string[];
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
  const languageModel = await evaluation(options.judge, heldOut, 0);
  if (all.kind === "language model" || short.kind === "language model" || languageModel.kind !== "language model") {
    throw new Error("--model must be a sentence VAE and --judge a language model");
  }
  const explorer = await Explorer.open(options.model);
  requireUnseen(training);
  writeFileSync(EXAMPLES, await examples(explorer));
  await explorer.dispose();
  const model = await OpenModel.open(await readPackage(options.model));
  const fluency = await fluencyOf(await sentenceSets(model, known.slice(0, SAMPLES)), training, options.judge);
  const refined = await greedily(model, await posteriorsOf(model, known, DEFAULTS.refine.steps));
  const domains = await domainTable(model, [...options.heldOut, ...options.domain]);
  await model.dispose();
  const text = report({ all, short, refined, languageModel, fluency, domains });
  intoCard(join(options.model, "README.md"), text);
  process.stdout.write(`${text}\n`);
}

async function fluencyOf(sets: SentenceSets, training: readonly string[], folder: string): Promise<FluencyOfSets> {
  const explorer = await Explorer.open(folder);
  const judge = new FluencyJudge(explorer, training);
  const [whole, usual, standard] = sets.samples;
  const found: FluencyOfSets = {
    real: await judge.measure(sets.real),
    reconstructions: await judge.measure(sets.reconstructions),
    draws: await judge.measure(sets.draws),
    between: await judge.measure(sets.between),
    midpoints: await judge.measure(sets.midpoints),
    samples: [await judge.measure(whole), await judge.measure(usual), await judge.measure(standard)],
  };
  await explorer.dispose();
  return found;
}

/** What a model makes of a sentence that it has learned by heart says little. */
function requireUnseen(training: readonly string[]): void {
  const seen = new Set(training);
  const known = SENTENCES.filter((text) => seen.has(text));
  if (known.length > 0) throw new Error(`Prompts stand in the training text: ${known.join(" ")}`);
}

function intoCard(card: string, text: string): void {
  writeFileSync(card, withSection(readFileSync(card, "utf8"), "quality", `## Quality\n\n${text}`));
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      model: { type: "string", default: join("models", "english") },
      train: { type: "string", multiple: true, default: [] },
      "held-out": { type: "string", multiple: true, default: [] },
      judge: { type: "string", default: join("bench", "results", "english", "judge") },
      domain: { type: "string", multiple: true, default: [] },
      samples: { type: "string", default: "500" },
    },
  });
  const { train, "held-out": heldOut, samples, ...folders } = values;
  if (train.length === 0 || heldOut.length === 0) {
    throw new Error(
      "Usage: bench:english -- --train FILE… --held-out FILE… [--domain FILE…] [--model DIR] [--judge DIR]",
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

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
