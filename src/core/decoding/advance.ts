/**
 * Where a token that the decoder chooses may stand in a pattern: in a gap, in the known text beside one, or over the edge
 * between them. One token may fit in several ways, each of which is a beginning of its own.
 */
import {
  forcedElement,
  gapAt,
  isForced,
  isGap,
  type Pattern,
  type Position,
  type Span,
  textAfter,
  textAt,
} from "./pattern";

/** Every place to which a token of the decoder's choice can lead; none if it fits nowhere. `index`: its place in the sentence. */
export function advance(pattern: Pattern, position: Position, token: number, index: number): Position[] {
  const region = pattern.regions[position.region];
  if (isForced(region, position)) return [];
  // By far the most frequent case, in which no text matters: a gap with nothing to spell after it.
  if (isGap(region, position) && textAfter(region, position) === "") return stay(pattern, position, index);
  return walk(pattern, position, { index, text: pattern.tokenText(token), read: 0 });
}

/** The part of a token that is being placed: its characters from `read` on. */
interface Reading {
  readonly index: number;
  readonly text: string;
  readonly read: number;
}

function walk(pattern: Pattern, position: Position, reading: Reading): Position[] {
  const region = pattern.regions[position.region];
  const rest = reading.text.slice(reading.read);
  if (rest === "" || position.element >= forcedElement(region)) return [];
  return isGap(region, position)
    ? [...stay(pattern, position, reading.index, reading.read), ...leave(pattern, position, reading)]
    : spell(pattern, position, reading, rest);
}

function spell(pattern: Pattern, position: Position, reading: Reading, rest: string): Position[] {
  const left = textAt(pattern.regions[position.region], position).slice(position.offset);
  if (left.startsWith(rest)) return [{ ...position, offset: position.offset + rest.length }];
  if (!rest.startsWith(left)) return [];
  const next = { ...position, element: position.element + 1, offset: 0 };
  return walk(pattern, next, { ...reading, read: reading.read + left.length });
}

/** All the rest of the token is in the gap. */
function stay(pattern: Pattern, position: Position, index: number, before = 0): Position[] {
  const gap = gapAt(pattern.regions[position.region], position);
  if (position.offset >= gap.most) return [];
  return [{ ...position, offset: position.offset + 1, spans: widened(position, { index, before, after: 0 }) }];
}

/** Some of the token, perhaps nothing, is in the gap, and the rest in what follows. */
function leave(pattern: Pattern, position: Position, reading: Reading): Position[] {
  const region = pattern.regions[position.region];
  const { least, most } = gapAt(region, position);
  const places: Position[] = [];
  for (let edge = reading.read; edge < reading.text.length; edge++) {
    const inside = edge > reading.read;
    const count = position.offset + (inside ? 1 : 0);
    if (count < least || count > most) continue;
    const around = { index: reading.index, before: reading.read, after: reading.text.length - edge };
    const spans = inside ? widened(position, around) : position.spans;
    const next = { region: position.region, element: position.element + 1, offset: 0, spans };
    places.push(...walk(pattern, next, { ...reading, read: edge }));
  }
  return places;
}

/** The spans with a token more in the current gap. */
function widened(
  { offset, spans }: Position,
  { index, before, after }: { readonly index: number; readonly before: number; readonly after: number },
): Span[] {
  if (offset === 0) return [...spans, { from: index, to: index + 1, before, after }];
  return [...spans.slice(0, -1), { ...spans[spans.length - 1], to: index + 1, after }];
}
