/** Metrics of a model over a file of sentences, batch by batch. */
import { HomotopyError } from "../core/errors";
import { activeUnits } from "../core/metrics/activeUnits";
import { type BoundTerms, summarizeBound } from "../core/metrics/bound";
import { seeded } from "../core/random";
import type { Explorer } from "../engine/explorer";
import { fileBatches, requireText } from "./lines";

export interface Evaluation {
  readonly model: string;
  readonly seed: number;
  readonly sentences: number;
  /** End marks counted. */
  readonly tokens: number;
  /** Sentences that were longer than the model allows. */
  readonly truncated: number;
  /** Negative evidence lower bound with one draw of z a sentence; nats a sentence, like both of its terms. */
  readonly bound: number;
  readonly reconstruction: number;
  readonly kl: number;
  /** What the perplexities are computed from: the bound, so they are upper limits. */
  readonly perplexityFrom: "bound";
  readonly perplexity: { readonly withEos: number; readonly withoutEos: number };
  readonly activeUnits: number;
  /** Dimensions of the latent space. */
  readonly latent: number;
  /** Share of sentences that greedy decoding from the posterior mean gives back unchanged. */
  readonly exactReconstruction: number;
}

export interface EvaluationOptions {
  readonly seed: number;
  readonly progress: (line: string) => void;
}

/** Sentences of one batch. */
const BATCH = 256;

export async function evaluateFile(
  explorer: Explorer,
  file: string,
  { seed, progress }: EvaluationOptions,
): Promise<Evaluation> {
  const terms: BoundTerms[] = [];
  const means: Float32Array[] = [];
  let truncated = 0;
  let restored = 0;
  let batch = 0;
  for await (const lines of fileBatches(file, BATCH)) {
    const texts = lines.map(({ number, text }) => requireText(text, `${file}, line ${number}`));
    const encoded = await explorer.encode(texts);
    // The explorer draws by place in the call: each batch needs a seed of its own.
    terms.push(...(await explorer.bound(texts, { seed: seeded(seed, "evaluate", batch++).integer(2 ** 32) })));
    const decoded = await explorer.decode(encoded.map(({ mean }) => mean));
    restored += encoded.filter(({ text }, row) => text === decoded[row].text).length;
    truncated += encoded.filter((sentence) => sentence.truncated).length;
    means.push(...encoded.map(({ mean }) => mean));
    progress(`${terms.length} sentences`);
  }
  if (terms.length === 0) {
    throw new HomotopyError("bad-input", "There is no sentence in the file", file, "give one sentence a line");
  }
  const { perplexity, ...summary } = summarizeBound(terms);
  return {
    model: explorer.modelName,
    seed,
    ...summary,
    truncated,
    perplexityFrom: "bound",
    perplexity,
    activeUnits: activeUnits(means),
    latent: explorer.manifest.latent.dimension,
    exactReconstruction: restored / terms.length,
  };
}
