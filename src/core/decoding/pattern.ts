/**
 * A sentence with parts missing, as a constraint on decoding: tokens that are forced, and between them regions in which
 * the decoder chooses, each with one gap or several and the text that must stand beside them.
 *
 * Known text is forced as tokens wherever its tokens cannot depend on what fills a gap. Beside a gap they can: "un___able"
 * may be one token, and the word that a person has half typed may go on in its last one. There the text is spelt, and a
 * token may run over the edge between text and gap.
 *
 * Everything is in decoding order: for a decoder that writes from the end, tokens and texts are reversed.
 */

export interface Pattern {
  /** Forced at the beginning. */
  readonly tokens: readonly number[];
  readonly regions: readonly Region[];
  /** The text of one token as it stands in a sentence, in decoding order. */
  tokenText(token: number): string;
}

export interface Region {
  /** What must be spelt before, between and after the gaps: one more than there are gaps, "" for nothing. */
  readonly texts: readonly string[];
  readonly gaps: readonly Gap[];
  /** Forced after the region: at least one token, but in the last region, after which the sentence ends. */
  readonly tokens: readonly number[];
}

export interface Gap {
  /** Fewest and most tokens, those that run over an edge counted. */
  readonly least: number;
  readonly most: number;
  /** Whether the gap may hold this text, perhaps not yet all of it. */
  readonly allows?: (text: string) => boolean;
}

/**
 * Where in its pattern the beginning of a sentence has come to. The elements of a region are its texts (even numbers), its
 * gaps (odd numbers) and last the forced tokens.
 */
export interface Position {
  readonly region: number;
  readonly element: number;
  /** In a text: characters spelt; in a gap or among forced tokens: tokens. */
  readonly offset: number;
  /** The gaps so far. */
  readonly spans: readonly Span[];
}

/** The tokens [from, to) of a sentence that hold a gap, and how many characters of the first and last are known text. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly before: number;
  readonly after: number;
}

export function patternStart({ regions }: Pattern): Position {
  return entrance(regions, 0, []);
}

/**
 * The token that comes next if the region ends here, `eos` after the last; undefined where the region cannot end. Among
 * forced tokens it is the only one that can come.
 */
export function tokenAfter(pattern: Pattern, position: Position, eos: number): number | undefined {
  const region = pattern.regions[position.region];
  if (isForced(region, position)) return region.tokens[position.offset] ?? eos;
  return canLeave(region, position.element, position.offset) ? (region.tokens[0] ?? eos) : undefined;
}

/** Where `tokenAfter` leads, unless it is the end mark. */
export function follow({ regions }: Pattern, { region, element, offset, spans }: Position): Position {
  const forced = forcedElement(regions[region]);
  const taken = element === forced ? offset + 1 : 1;
  if (taken === regions[region].tokens.length && region + 1 < regions.length) {
    return entrance(regions, region + 1, spans);
  }
  return { region, element: forced, offset: taken, spans };
}

/** Whether only `tokenAfter` can come next. */
export function isObliged({ regions }: Pattern, position: Position): boolean {
  return isForced(regions[position.region], position);
}

/** Whether all that is lacking is more of the sentence's missing end: a sentence may be cut here. */
export function mayBeCut(pattern: Pattern, position: Position): boolean {
  const { region, element, offset } = position;
  if (!hasOpenEnd(pattern) || region < pattern.regions.length - 1) return false;
  return canLeave(pattern.regions[region], element, offset);
}

/** Whether the end mark comes where the decoder likes: the end of the sentence is missing. */
export function hasOpenEnd({ regions }: Pattern): boolean {
  const last = regions[regions.length - 1];
  return last.tokens.length === 0 && last.texts[last.texts.length - 1] === "";
}

/**
 * Beginnings of equal length in the same cell compete. They have spelt the same known text, but for a word before a gap:
 * there, one that spells it in more tokens than need be is soon out of the running.
 */
export function cellOf({ regions }: Pattern, position: Position): string {
  const { region, element, offset } = position;
  const { texts } = regions[region];
  if (isGap(regions[region], position)) return `${region} ${element}`;
  return element < 2 * texts.length - 2 ? `${region} ${element + 1}` : `${region} ${element} ${offset}`;
}

/** Whether the last gap that has been begun may hold what it holds. */
export function isAllowed(pattern: Pattern, { spans }: Position, tokens: readonly number[]): boolean {
  const gap = pattern.regions.flatMap(({ gaps }) => gaps)[spans.length - 1];
  if (gap?.allows === undefined) return true;
  return gap.allows(spanText(pattern, spans[spans.length - 1], tokens));
}

/** The text of a gap, in decoding order. Bytes that are half a character show as U+FFFD. */
export function spanText(pattern: Pattern, { from, to, before, after }: Span, tokens: readonly number[]): string {
  const text = tokens
    .slice(from, to)
    .map((token) => pattern.tokenText(token))
    .join("");
  return text.slice(before, text.length - after);
}

/**
 * How much of the vocabulary matters at a place: `all` where few tokens fit and those may be improbable, `many` where
 * tokens that lead out of a gap and into known text should be among those that are seen.
 */
export function scopeOf({ regions }: Pattern, position: Position): "all" | "many" | "best" {
  const region = regions[position.region];
  if (isForced(region, position)) return "best";
  if (isGap(region, position)) return textAfter(region, position) === "" ? "best" : "many";
  const left = textAt(region, position).slice(position.offset);
  if (left === "") return "best";
  return left.trim() === "" ? "many" : "all";
}

/** The fewest tokens that still come after the region, end mark left out. */
export function owedAfter({ regions }: Pattern, region: number): number {
  return regions
    .slice(region + 1)
    .reduce(
      (sum, { gaps, tokens }) => sum + gaps.reduce((least, gap) => least + gap.least, 0) + tokens.length,
      regions[region].tokens.length,
    );
}

/** Where a region begins: with its first gap, if nothing is to be spelt before that. */
function entrance(regions: readonly Region[], region: number, spans: readonly Span[]): Position {
  return { region, element: regions[region].texts[0] === "" ? 1 : 0, offset: 0, spans };
}

function canLeave(region: Region, element: number, offset: number): boolean {
  if (element === forcedElement(region)) return true;
  const enough =
    element % 2 === 0 ? offset === region.texts[element / 2].length : offset >= region.gaps[(element - 1) / 2].least;
  return enough && canLeave(region, element + 1, 0);
}

export function forcedElement({ texts, gaps }: Region): number {
  return texts.length + gaps.length;
}

export function isForced(region: Region, { element }: Position): boolean {
  return element === forcedElement(region);
}

export function isGap(region: Region, { element }: Position): boolean {
  return element % 2 === 1 && element < forcedElement(region);
}

export function gapAt({ gaps }: Region, { element }: Position): Gap {
  return gaps[(element - 1) / 2];
}

export function textAt({ texts }: Region, { element }: Position): string {
  return texts[element / 2];
}

export function textAfter({ texts }: Region, { element }: Position): string {
  return texts[(element + 1) / 2];
}
