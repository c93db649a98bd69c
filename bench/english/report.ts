/** The quality report as Markdown. */
import { TO_READ_OF_PRIOR, toRead } from "../../src/core/exploration";
import { lengthName, type Restored } from "../../src/core/metrics/reconstructions";
import type { LanguageModelEvaluation, LatentEvaluation } from "../../src/engine/evaluation/evaluation";
import { type Fluency, fluencyTable, markdownTable, percent } from "./fluency";
import { targetTable } from "./targets";

export interface Findings {
  readonly all: LatentEvaluation;
  /** Of short sentences alone. */
  readonly short: LatentEvaluation;
  /** The short ones from refined posteriors. */
  readonly refined: Restored;
  readonly languageModel: LanguageModelEvaluation;
  readonly fluency: FluencyOfSets;
  /** Markdown. */
  readonly domains: string;
}

export interface FluencyOfSets {
  readonly real: Fluency;
  readonly reconstructions: Fluency;
  readonly draws: Fluency;
  readonly between: Fluency;
  readonly midpoints: Fluency;
  /** Of the whole learned prior, of what `sample` draws, and of N(0, I). */
  readonly samples: readonly [Fluency, Fluency, Fluency];
}

/** A midpoint looks grammatical if the judge likes it better than this share of real sentences is liked worse. */
const GRAMMATICAL = 0.95;

export function report({ all, short, refined, languageModel, fluency, domains }: Findings): string {
  const { real, reconstructions, draws, between, midpoints, samples } = fluency;
  return [
    `On ${all.sentences} held-out sentences of the training sources, ${short.sentences} of them of at most ten words.`,
    targetTable({ short, refined, real, draws, between, samples: samples[1] }),
    likelihoods(all, languageModel),
    reconstruction(all),
    latent(all, short),
    "How sentences read. Nats a token: under the language model of equal size. Trigrams: share of the word trigrams that " +
      "stand in the training text. Real sentences and what is made of them have at most ten words. Everything is decoded as " +
      `people are shown it, by a beam of ${toRead().beam}, samples by one of ${TO_READ_OF_PRIOR.beam}; only exact reconstruction and BLEU are of greedy decoding, as is usual. ` +
      "Posteriors are the encoder's, but for the two lines above that say otherwise, and for what is written back of " +
      "other text.",
    fluencyTable([real, reconstructions, draws, between, midpoints, ...samples]),
    `${percent(grammatical(real, midpoints))} of the midpoints look grammatical: the language model likes them no less than ` +
      `the ${GRAMMATICAL * 100} % of real sentences that it likes best.`,
    "What the hint says of other text, and what the model writes back:",
    domains,
  ].join("\n\n");
}

function likelihoods(all: LatentEvaluation, languageModel: LanguageModelEvaluation): string {
  const row = (name: string, nats: number | null, { tokens, sentences }: typeof languageModel | typeof all) => [
    name,
    nats?.toFixed(2) ?? "",
    nats === null ? "" : ((nats * sentences) / tokens).toFixed(3),
  ];
  return markdownTable(
    ["−ln p(x)", "nats a sentence", "nats a token"],
    [
      row("bound", all.bound, all),
      row(`importance-weighted, ${all.nllSamples} draws`, all.nll, all),
      row("language model of equal size, exact", languageModel.nll, languageModel),
    ],
  );
}

function reconstruction(all: LatentEvaluation): string {
  const lines = all.byLength.map((range) => [
    lengthName(range),
    String(range.sentences),
    percent(range.exact),
    range.bleu.toFixed(3),
  ]);
  const whole = ["all", String(all.sentences), percent(all.exactReconstruction), all.bleu.toFixed(3)];
  return markdownTable(["greedy from the mean", "sentences", "exact", "BLEU-4"], [...lines, whole]);
}

function latent(all: LatentEvaluation, short: LatentEvaluation): string {
  const { fullSet, fullSetCeiling } = all.mutualInformation;
  const information = `${fullSet.toFixed(2)} nats (at most ${fullSetCeiling.toFixed(2)} can be seen)`;
  const ofShort = short.mutualInformation;
  return markdownTable(
    ["the latent", ""],
    [
      ["KL", `${all.kl.toFixed(2)} nats a sentence`],
      ["mutual information, full set", information],
      ["the same, short sentences", `${ofShort.fullSet.toFixed(2)} of ${ofShort.fullSetCeiling.toFixed(2)}`],
      ["active units", `${all.activeUnits} of ${all.latent}`],
      ["smoothness of homotopies", all.smoothness.mean?.toFixed(3) ?? "nothing moves"],
    ],
  );
}

function grammatical(real: Fluency, between: Fluency): number {
  const sorted = [...real.nllOfEach].sort((a, b) => a - b);
  const limit = sorted[Math.min(sorted.length - 1, Math.floor(GRAMMATICAL * sorted.length))];
  return between.nllOfEach.filter((nll) => nll <= limit).length / between.nllOfEach.length;
}
