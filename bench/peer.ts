/**
 * What a sentence VAE learns in equal time, beside a PyTorch one of equal size on the same text, tokens and threads:
 *
 *   npm run bench:peer -- --train FILE… --held-out FILE… [--minutes 20] [--threads 1] [--hidden 512] [--embedding 256]
 *
 * Ours is trained with the preset's objective. The peer is trained twice: as public implementations of Bowman et al. 2015 are,
 * and with our KL weight, free bits and learning rate. What was trained is kept in bench/results/peer.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import * as z from "zod";
import { activeUnits } from "../src/core/metrics/activeUnits";
import { Reconstructions } from "../src/core/metrics/reconstructions";
import { countWords, splitIntoWords } from "../src/core/metrics/words";
import { seeded, shuffle } from "../src/core/random";
import { Explorer } from "../src/engine/explorer";
import { tokenizeTexts } from "../src/engine/explorer/texts";
import { OpenModel } from "../src/engine/openModel";
import { readPackage } from "../src/model/package/read";
import { PRESETS } from "../src/trainer/options";
import { homotopy } from "./homotopy";
import { SeenTrigrams } from "./prior/trigrams";
import { sentencesOf } from "./text";
import { torchPython } from "./training/torch";

const RESULTS = path.join("bench", "results", "peer");
const PROGRAM = path.join("bench", "peer", "sentence_vae.py");
const SAMPLES = 1000;
const SHORT = 10;
const HELD_OUT = 2000;
const MAX_TOKENS = 40;

/** Of the annealing: where timbmg's and other public implementations have it. */
const LOGISTIC = { annealSteepness: 0.0025, annealMiddle: 2500 };
const COMMON = { batch: 32, clip: 5, keep: 0.7, seed: 1, ...LOGISTIC };
const { klWeight, freeBits, learningRate } = PRESETS.base;
const PEERS = {
  "PyTorch, as published": { klWeight: 1, freeBits: 0, learningRate: 1e-3 },
  "PyTorch, our KL weight, free bits and learning rate": { klWeight, freeBits, learningRate },
} as const;

interface Row {
  readonly name: string;
  readonly tokens: number;
  readonly minutes: number;
  readonly reconstruction: number;
  readonly kl: number;
  readonly activeUnits: number;
  readonly exact: number;
  readonly bleu: number;
  readonly trigrams: number;
}

type Options = ReturnType<typeof readArguments>;

const answerSchema = z.object({
  tokens: z.number(),
  minutes: z.number(),
  reconstruction: z.number(),
  kl: z.number(),
  activeUnits: z.number(),
  decoded: z.array(z.array(z.number())),
  samples: z.array(z.array(z.number())),
});

async function main(): Promise<void> {
  const options = readArguments();
  mkdirSync(RESULTS, { recursive: true });
  const folder = path.join(RESULTS, `homotopy-${options.hidden}-${options.minutes}m`);
  await trainOurs(folder, options);
  const model = await OpenModel.open(await readPackage(folder));
  const training = await sentencesOf(options.train);
  const short = (await sentencesOf(options.heldOut)).filter(
    (text) => countWords(splitIntoWords(text, "unicode")) <= SHORT,
  );
  shuffle(short, seeded(1, "bench", "held out"));
  const known = short.slice(0, HELD_OUT);
  const seen = new SeenTrigrams();
  for (const text of training) seen.add(text);

  const rows = [await ours(folder, known, seen)];
  const ids = async (texts: readonly string[]) => (await tokenizeTexts(model, texts)).map(({ tokens }) => tokens);
  const text = { train: await ids(training), heldOut: await ids(known) };
  for (const [name, objective] of Object.entries(PEERS)) {
    const { pad, unk, bos, eos, size } = model.manifest.vocabulary;
    const { embedding, hidden, latent, minutes, threads } = options;
    const sizes = { vocabulary: size, embedding, hidden, latent, maxTokens: MAX_TOKENS, pad, unk, bos, eos };
    const answer = peer({ ...COMMON, ...objective, ...sizes, minutes, threads, samples: SAMPLES, ...text });
    const decode = (tokens: readonly number[][]) => model.tokenizer.decodeBatch(tokens);
    rows.push({
      ...answer,
      ...restored(known, await decode(answer.decoded)),
      ...{ name, trigrams: seen.share(await decode(answer.samples)) },
    });
  }
  await model.dispose();
  const result = table(rows, known.length, seen.share(known));
  writeFileSync(`${folder}.md`, `${result}\n`);
  process.stdout.write(`${result}\n`);
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      train: { type: "string", multiple: true, default: [] },
      "held-out": { type: "string", multiple: true, default: [] },
      minutes: { type: "string", default: "20" },
      threads: { type: "string", default: "1" },
      hidden: { type: "string", default: "512" },
      embedding: { type: "string", default: "256" },
      latent: { type: "string", default: "32" },
    },
  });
  const { train, "held-out": heldOut, ...numbers } = values;
  if (train.length === 0 || heldOut.length === 0) {
    throw new Error("Usage: bench:peer -- --train FILE… --held-out FILE… [--minutes 20] [--threads 1] [--hidden 512]");
  }
  const { minutes, threads, hidden, embedding, latent } = numbers;
  return {
    ...{ train, heldOut, minutes: Number(minutes), threads: Number(threads) },
    ...{ hidden: Number(hidden), embedding: Number(embedding), latent: Number(latent) },
  };
}

async function trainOurs(
  folder: string,
  { train, minutes, threads, hidden, embedding, latent }: Options,
): Promise<void> {
  if (existsSync(path.join(folder, "homotopy.json"))) return;
  const sizes = { hidden, embedding, latent, threads, "max-tokens": MAX_TOKENS, "max-minutes": minutes };
  const flags = Object.entries(sizes).flatMap(([name, value]) => [`--${name}`, String(value)]);
  await homotopy(
    ["train", ...train, "--out", folder, "--json", "--epochs", "1000", "--patience", "1000", ...flags],
    `${folder}.log`,
  );
}

async function ours(folder: string, known: readonly string[], seen: SeenTrigrams): Promise<Row> {
  const explorer = await Explorer.open(folder);
  const encoded = await explorer.encode(known);
  const terms = await explorer.bound(known);
  const decoded = await explorer.decode(encoded.map(({ mean }) => mean));
  // As the peer's: from the prior that both were trained with, whole.
  const { samples } = await explorer.sample({ count: SAMPLES, prior: "standard" });
  const { training } = explorer.manifest;
  await explorer.dispose();
  const sentences = training.corpora.reduce((sum, corpus) => sum + corpus.sentences, 0);
  const epochs = (training.steps * Number(training.recipe.options.batch)) / sentences;
  const corpusTokens = training.corpora.reduce((sum, { tokens }) => sum + tokens, 0);
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const variances = Float64Array.from(encoded[0].mean, (_, d) => {
    const ofDimension = encoded.map((posterior) => posterior.mean[d]);
    return mean(ofDimension.map((value) => value ** 2)) - mean(ofDimension) ** 2;
  });
  return {
    name: "Homotopy",
    ...{ tokens: epochs * corpusTokens, minutes: 60 * training.hours },
    reconstruction: mean(terms.map(({ reconstruction }) => reconstruction)),
    kl: mean(terms.map(({ kl }) => kl)),
    activeUnits: activeUnits(variances),
    ...restored(
      known,
      decoded.map(({ text }) => text),
    ),
    trigrams: seen.share(samples.map(({ text }) => text)),
  };
}

function peer(setting: unknown): z.infer<typeof answerSchema> {
  const file = path.join(RESULTS, "setting.json");
  writeFileSync(file, JSON.stringify(setting));
  const { status, stdout, stderr } = spawnSync(torchPython(), [PROGRAM, file], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr.trim().split("\n").at(-1) ?? "The peer failed");
  return answerSchema.parse(JSON.parse(stdout));
}

function restored(known: readonly string[], decoded: readonly string[]): Pick<Row, "exact" | "bleu"> {
  const reconstructions = new Reconstructions("unicode");
  for (const [index, text] of known.entries()) reconstructions.add(text, decoded[index]);
  return reconstructions.all;
}

function table(rows: readonly Row[], sentences: number, real: number): string {
  const head = [
    "",
    "minutes",
    "tokens seen",
    "bound",
    "reconstruction",
    "KL",
    "active",
    "exact",
    "BLEU-4",
    "trigrams of samples of N(0, I)",
  ];
  const lines = rows.map((row) => [
    row.name,
    row.minutes.toFixed(1),
    `${(row.tokens / 1e6).toFixed(2)} M`,
    ...[row.reconstruction + row.kl, row.reconstruction, row.kl].map((nats) => nats.toFixed(2)),
    String(row.activeUnits),
    `${(100 * row.exact).toFixed(1)} %`,
    ...[row.bleu, row.trigrams].map((share) => share.toFixed(3)),
  ]);
  const said = `${sentences} held-out sentences of at most ${SHORT} words; their own trigrams: ${real.toFixed(3)}.`;
  return `${said}\n\n${[head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n")}`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
