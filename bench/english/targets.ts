/** What the bundled model is asked for, and what was measured. */
import type { Restored } from "../../src/core/metrics/reconstructions";
import type { LatentEvaluation } from "../../src/engine/evaluation/evaluation";
import { type Fluency, markdownTable, percent } from "./fluency";

export interface Measured {
  /** Of short sentences. */
  readonly short: LatentEvaluation;
  /** The same from posteriors refined for their sentences, where what people are shown begins. */
  readonly refined: Restored;
  readonly real: Fluency;
  readonly draws: Fluency;
  readonly between: Fluency;
  /** What `sample` draws unless told otherwise. */
  readonly samples: Fluency;
}

interface Target {
  readonly name: string;
  readonly asked: string;
  readonly value: number;
  readonly met: boolean;
  readonly shown: (value: number) => string;
}

export function targetTable(measured: Measured): string {
  return markdownTable(
    ["asked for", "at least, at most", "measured", ""],
    targets(measured).map(({ name, asked, value, met, shown }) => [name, asked, shown(value), met ? "met" : "not met"]),
  );
}

function targets({ short, refined, real, draws, between, samples }: Measured): Target[] {
  const { fullSet, fullSetCeiling } = short.mutualInformation;
  const broken = [samples, between].reduce((sum, { empty, endless, looping }) => sum + empty + endless + looping, 0);
  return [
    atLeast("exact reconstruction from the encoder's, at most ten words", short.exactReconstruction, 0.55, percent),
    atLeast("their BLEU-4", short.bleu, 0.7),
    atLeast("exact reconstruction from refined posteriors", refined.exact, 0.55, percent),
    atLeast("their BLEU-4", refined.bleu, 0.7),
    atLeast("mutual information, of its ceiling", fullSet / fullSetCeiling, 0.9, percent),
    atLeast("trigrams of samples seen in training", samples.trigrams, 0.66),
    atMost("nats a token of samples, more than of real sentences", samples.nll - real.nll, 0.4),
    atMost("unknown words of posterior draws", draws.unknownWords, 0.02, percent),
    atMost("empty, endless or looping, of samples and points of homotopies", broken, 0, String),
  ];
}

function atLeast(name: string, value: number, least: number, shown = threePlaces): Target {
  return { name, asked: `≥ ${shown(least)}`, value, met: value >= least, shown };
}

function atMost(name: string, value: number, most: number, shown = threePlaces): Target {
  return { name, asked: `≤ ${shown(most)}`, value, met: value <= most, shown };
}

function threePlaces(value: number): string {
  return value.toFixed(3);
}
