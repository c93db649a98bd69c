/** What a decoded sentence put into the gaps of a text. */
import type { FoundSentence } from "../../core/decoding/beam";
import type { Span } from "../../core/decoding/pattern";
import type { OpenModel } from "../openModel";

export interface FilledText {
  /** The known text with what fills the gaps between its parts. */
  readonly text: string;
  /** One a gap, in the order of the text. */
  readonly filled: readonly string[];
}

/** Known text is taken as the person wrote it, even where the model has no tokens for it. */
export async function fillTexts(
  model: OpenModel,
  known: readonly string[],
  sentences: readonly Pick<FoundSentence, "tokens" | "spans">[],
): Promise<FilledText[]> {
  const inText = sentences.map((sentence) => inTextOrder(model, sentence));
  // Decoded up to both ends of each gap, since bytes of one character may be in different tokens.
  const ends = inText.flatMap(({ tokens, spans }) =>
    spans.flatMap(({ from, to }) => [tokens.slice(0, from), tokens.slice(0, to)]),
  );
  const decoded = await model.tokenizer.decodeBatch(ends);
  const spaced = decoded.map((text, index) => (ends[index].length === 0 ? "" : ` ${text}`)).values();
  const next = () => spaced.next().value ?? "";
  return inText.map(({ spans }) => {
    const filled = spans.map(({ before, after }) => {
      const start = next().length + before;
      const whole = next();
      return whole.slice(start, whole.length - after);
    });
    return { text: known.map((part, index) => part + (filled[index] ?? "")).join(""), filled };
  });
}

/** Tokens and gaps from the beginning of the text, whatever the order of decoding. */
export function inTextOrder(
  model: OpenModel,
  { tokens, spans }: Pick<FoundSentence, "tokens" | "spans">,
): { readonly tokens: readonly number[]; readonly spans: readonly Span[] } {
  if (model.manifest.decoder.direction === "forward") return { tokens, spans };
  const turned = spans.map(({ from, to, before, after }) => ({
    from: tokens.length - to,
    to: tokens.length - from,
    before: after,
    after: before,
  }));
  return { tokens: [...tokens].reverse(), spans: turned.reverse() };
}
