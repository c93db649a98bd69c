/** How different the sentences of the prior are: decoded greedily, so that all their variety comes from z. */
import { distinct } from "../../core/metrics/distinct";
import { selfBleu } from "../../core/metrics/selfBleu";
import { splitIntoWords } from "../../core/metrics/words";
import { sample } from "../explorer/sample";
import type { OpenModel } from "../openModel";
import type { SampleDiversity } from "./evaluation";

/** distinct-n and self-BLEU depend on the number of samples: it is always the same. */
const SAMPLES = 500;

export async function sampleDiversity(model: OpenModel, seed: number, signal?: AbortSignal): Promise<SampleDiversity> {
  const { samples } = await sample(model, { count: SAMPLES, temperature: 0, seed }, signal);
  const kind = model.tokenizer.kind === "words" ? "spaced" : "unicode";
  const words = samples.map(({ text }) => splitIntoWords(text, kind));
  return {
    count: SAMPLES,
    distinct1: distinct(words, 1),
    distinct2: distinct(words, 2),
    selfBleu: selfBleu(words),
  };
}
