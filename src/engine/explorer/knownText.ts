/**
 * Known text around gaps as a constraint on decoding. Written in the order of the text: what is forced as tokens, what is
 * spelt beside a gap, and the gaps; then turned round for a decoder that writes from the end.
 *
 * Token texts have the space before a word in them, as byte-level BPE has it; those of a word-level vocabulary get one.
 */
import type { Gap, Pattern, Region } from "../../core/decoding/pattern";
import type { Tokenizer } from "../../model/tokenizer/tokenizer";
import type { OpenModel } from "../openModel";

/** Whether words beside a gap may go on into it, or are taken as they stand where no run of tokens spells them. */
export type Edges = "open" | "closed";

type Element = { readonly tokens: readonly number[] } | { readonly text: string } | { readonly gap: Gap };

/** Letters and digits at the beginning of a text: a token may hold them and what stands before them. */
const WORD_AT_START = /^[\p{L}\p{M}\p{N}]+/u;
/** Stands before a text that is no sentence's beginning, so that its tokens are those that it has inside of one. */
const STAND_IN = "a";

/** `known`: the text before, between and after the gaps, "" for none; one more than `gaps`. */
export async function patternAround(
  model: OpenModel,
  known: readonly string[],
  gaps: readonly Gap[],
  edges: Edges,
): Promise<Pattern> {
  const elements: Element[] = [];
  for (const [index, text] of known.entries()) {
    const place = { first: index === 0, last: index === known.length - 1 };
    elements.push(...(await elementsOf(model, text, place, edges)));
    if (index < gaps.length) elements.push({ gap: gaps[index] });
  }
  const forward = model.manifest.decoder.direction === "forward";
  const texts = textsOf(model);
  return {
    ...assemble(forward ? elements : elements.reverse().map(reversed)),
    tokenText: (token) => (forward ? texts[token] : reverse(texts[token])),
  };
}

/** Known parts as closed edges have them: a word after a gap is a word of its own. */
export function withSpaces(known: readonly string[]): string[] {
  return known.map((text, index) => (index > 0 && WORD_AT_START.test(text) ? ` ${text}` : text));
}

async function elementsOf(
  model: OpenModel,
  text: string,
  { first, last }: { readonly first: boolean; readonly last: boolean },
  edges: Edges,
): Promise<Element[]> {
  // A sentence that begins with a gap begins with a word.
  if (first && text === "") return [{ text: " " }];
  const start = first || edges === "closed" ? "" : (WORD_AT_START.exec(text)?.[0] ?? "");
  const rest = text.slice(start.length);
  const spelt = start === "" ? [] : [{ text: start }];
  if (rest === "") return spelt;
  return [...spelt, ...(await tokensAndEnd(model, rest, { first, open: !last, edges }))];
}

/** Tokens of a text, and what of its end is to be spelt because a gap follows. */
async function tokensAndEnd(
  model: OpenModel,
  text: string,
  { first, open, edges }: { readonly first: boolean; readonly open: boolean; readonly edges: Edges },
): Promise<Element[]> {
  const { tokenizer } = model;
  const words = tokenizer.kind === "words";
  const before = first ? "" : words && !text.startsWith(" ") ? `${STAND_IN} ` : STAND_IN;
  const skipped = before === "" ? 0 : (await tokenizer.encodeBatch([STAND_IN]))[0].length;
  const whole = edges === "closed" || !open;
  const read = before + text;
  const { tokens, rest } = whole
    ? { tokens: (await tokenizer.encodeBatch([read.trimEnd()]))[0], rest: read.endsWith(" ") ? " " : "" }
    : await tokenizer.encodePrefix(read);
  const spelt = words && !whole ? ` ${rest}` : rest;
  const end = open && spelt !== "" ? [{ text: spelt }] : [];
  return tokens.length > skipped ? [{ tokens: tokens.slice(skipped) }, ...end] : end;
}

function assemble(elements: readonly Element[]): Omit<Pattern, "tokenText"> {
  const beginning: number[] = [];
  const regions: { texts: string[]; gaps: Gap[]; tokens: number[] }[] = [];
  for (const element of elements) {
    let region = regions[regions.length - 1];
    if ("tokens" in element) {
      (region?.tokens ?? beginning).push(...element.tokens);
      continue;
    }
    if (region === undefined || region.tokens.length > 0) {
      region = { texts: [""], gaps: [], tokens: [] };
      regions.push(region);
    }
    if ("gap" in element) {
      region.gaps.push(element.gap);
      region.texts.push("");
    } else {
      region.texts[region.texts.length - 1] += element.text;
    }
  }
  return { tokens: beginning, regions: regions satisfies readonly Region[] };
}

function reversed(element: Element): Element {
  if ("tokens" in element) return { tokens: [...element.tokens].reverse() };
  return "text" in element ? { text: reverse(element.text) } : element;
}

export function reverse(text: string): string {
  return [...text].reverse().join("");
}

/** Read once a vocabulary: a word that is being typed asks for all of them. */
const TEXTS = new WeakMap<Tokenizer, readonly string[]>();

function textsOf({ tokenizer }: OpenModel): readonly string[] {
  const known = TEXTS.get(tokenizer);
  if (known !== undefined) return known;
  const space = tokenizer.kind === "words" ? " " : "";
  const texts = Array.from({ length: tokenizer.size }, (_, token) => space + tokenizer.tokenText(token));
  TEXTS.set(tokenizer, texts);
  return texts;
}
