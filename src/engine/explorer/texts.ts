/** Texts as the model reads them: normalised, tokenised, and cut to what the model allows. */
import { HomotopyError } from "../../core/errors";
import type { EncodedText } from "../../core/exploration";
import { type Gaussian, kl } from "../../core/latent/gaussian";
import { normalizeText } from "../../core/text/normalize";
import type { OpenModel } from "../openModel";

export interface TokenizedText {
  readonly text: string;
  readonly tokens: readonly number[];
  readonly truncated: boolean;
}

export type EncodedTokens = EncodedText & { readonly tokens: readonly number[] };

/** @throws HomotopyError "bad-input" for a text without anything in it. */
export async function tokenizeTexts(model: OpenModel, texts: readonly string[]): Promise<TokenizedText[]> {
  const normalised = texts.map((text, index) => requireText(text, texts.length === 1 ? "text" : `text ${index + 1}`));
  const tokens = await model.tokenizer.encodeBatch(normalised);
  const longest = model.manifest.max_tokens;
  const cut = await model.tokenizer.decodeBatch(
    tokens.filter(({ length }) => length > longest).map((sentence) => sentence.slice(0, longest)),
  );
  const cuts = cut.values();
  return tokens.map((sentence, index) =>
    sentence.length > longest
      ? { text: cuts.next().value ?? "", tokens: sentence.slice(0, longest), truncated: true }
      : { text: normalised[index], tokens: sentence, truncated: false },
  );
}

/** The posterior of each text. */
export async function encodeTexts(
  model: OpenModel,
  texts: readonly string[],
  signal?: AbortSignal,
): Promise<EncodedTokens[]> {
  const tokenized = await tokenizeTexts(model, texts);
  const posteriors = await model.encoder.encode(
    tokenized.map(({ tokens }) => tokens),
    signal,
  );
  return tokenized.map((text, index) => encoded(text, posteriors[index]));
}

/** The normalised text, if there is any. */
function requireText(text: string, where: string): string {
  const normalised = normalizeText(text);
  if (normalised !== "") return normalised;
  throw new HomotopyError("bad-input", "The text is empty", where, "give a sentence of at least one word");
}

/** The result without the tokens, whose ids are nobody's business outside of the engine. */
export function withoutTokens({ text, mean, logVariance, kl, truncated }: EncodedTokens): EncodedText {
  return { text, mean, logVariance, kl, truncated };
}

function encoded({ text, tokens, truncated }: TokenizedText, posterior: Gaussian): EncodedTokens {
  const { mean, logVariance } = posterior;
  return { text, tokens, mean, logVariance, kl: kl(posterior), truncated };
}
