/** How sentences come back from posteriors that were refined for them. */
import { DEFAULTS } from "../../src/core/exploration";
import { Reconstructions, type Restored } from "../../src/core/metrics/reconstructions";
import { decodeLatents } from "../../src/engine/explorer/decode";
import { refined } from "../../src/engine/explorer/refined";
import { type EncodedTokens, encodeTexts } from "../../src/engine/explorer/texts";
import type { OpenModel } from "../../src/engine/openModel";

/** No steps: the encoder's. */
export async function posteriorsOf(
  model: OpenModel,
  texts: readonly string[],
  steps: number,
): Promise<EncodedTokens[]> {
  const encoded = await encodeTexts(model, texts);
  return steps === 0 ? encoded : refined(model, encoded, undefined, { ...DEFAULTS.refine, steps });
}

/** Greedily from the means. */
export async function greedily(model: OpenModel, posteriors: readonly EncodedTokens[]): Promise<Restored> {
  const means = posteriors.map(({ mean }) => mean);
  const decoded = await decodeLatents(model, means, { method: "greedy" });
  return restored(
    posteriors,
    decoded.map(({ text }) => text),
  );
}

export function restored(originals: readonly EncodedTokens[], decoded: readonly string[]): Restored {
  const reconstructions = new Reconstructions("unicode");
  originals.forEach(({ text }, index) => {
    reconstructions.add(text, decoded[index]);
  });
  return reconstructions.all;
}
