/** How likely sentences are under a third model, which imputed none of them. */
import { HomotopyError } from "../../core/errors";
import { scorePairs } from "../../engine/explorer/score";
import { tokenizeTexts } from "../../engine/explorer/texts";
import { OpenModel, type OpenOptions } from "../../engine/openModel";
import { hasLatent } from "../../model/manifest";
import type { ModelPackage } from "../../model/package/read";

export interface Judgement {
  readonly name: string;
  /** Mean −ln p(x) of each list of sentences, end marks counted. */
  readonly nll: readonly number[];
  readonly truncated: number;
}

const NO_LATENT = new Float32Array(0);
const CHUNK = 256;

/** @throws HomotopyError "bad-call" for a judge with a latent space, whose likelihood is only bounded */
export function requireJudge({ manifest, directory }: ModelPackage): void {
  if (!hasLatent(manifest)) return;
  const advice = "give a language model that was trained for it: homotopy train --model-family rnnlm";
  throw new HomotopyError("bad-call", "The judge has a latent space, so its likelihood is no sum", directory, advice);
}

export async function judge(
  source: ModelPackage,
  lists: readonly (readonly string[])[],
  {
    signal,
    progress,
    ...options
  }: OpenOptions & {
    readonly signal: AbortSignal;
    readonly progress: (done: number) => void;
  },
): Promise<Judgement> {
  const model = await OpenModel.open(source, options);
  try {
    const nll: number[] = [];
    let [truncated, done] = [0, 0];
    for (const texts of lists) {
      let nats = 0;
      for (let start = 0; start < texts.length; start += CHUNK) {
        const sentences = await tokenizeTexts(model, texts.slice(start, start + CHUNK));
        const pairs = sentences.map(({ tokens }) => ({ tokens, z: NO_LATENT }));
        for (const logProbability of await scorePairs(model, pairs, signal)) nats -= logProbability;
        truncated += sentences.filter((sentence) => sentence.truncated).length;
        done += sentences.length;
        progress(done);
      }
      nll.push(nats / texts.length);
    }
    return { name: model.name, nll, truncated };
  } finally {
    await model.dispose();
  }
}
