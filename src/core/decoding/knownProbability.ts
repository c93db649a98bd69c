/**
 * ln p(known | z) where a sentence's missing part is its end in decoding order: the forced beginning, then all that goes on
 * with the text that must be spelt. What is left to p(x|z) is p(missing | known, z), exactly.
 */
import { logSumExp } from "../latent/prior/mixture";
import { begin, usableTokens } from "./constraint";
import type { Pattern } from "./pattern";
import type { StepDecoder } from "./stepDecoder";

/** Of one latent. Of runs of tokens that spell the text, only those of one token are counted; others are rare. */
export async function knownLogProbability<State>(
  decoder: StepDecoder<State>,
  latent: Float32Array,
  pattern: Pattern,
  signal?: AbortSignal,
): Promise<number> {
  const { state, last, logProbabilities } = await begin(decoder, latent, 1, pattern.tokens, signal);
  const [text] = pattern.regions[0].texts;
  // After a space nearly everything is a new word.
  if (text.trim() === "") return logProbabilities[0];
  const step = await decoder.step(last, state, { top: decoder.vocabulary });
  const spelling = usableTokens(step, 0, decoder.special).filter(
    ({ token }) => token !== decoder.special.eos && pattern.tokenText(token).startsWith(text),
  );
  return logProbabilities[0] + logSumExp(spelling.map(({ logProbability }) => logProbability));
}
