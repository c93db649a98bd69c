/** Text from documents and models on the page: clipped, with its control characters made visible, in its own direction. */
import { t } from "@vscode/l10n";
import { fillingsOf } from "../../src/core/text/gaps";
import type { WordRun } from "../../src/core/text/wordDiff";
import { wordDiff } from "../../src/core/text/wordDiff";
import { h } from "./dom";

/** UTF-16 units of a sentence that are shown, and those that its title holds. */
const SHOWN = 600;
const TITLE = 2000;
/** Share of a sentence that must have stayed for what changed to be marked. */
const LEAST_STAYING = 0.3;
/** UTF-16 units of a given beginning that are shown before its ending. */
const GIVEN = 120;

const ESCAPES = /[\p{Cc}\u202d\u202e]/gu;
const LINE_BREAKS = /\r\n|[\n\r\t\u2028\u2029]/g;

/** Line breaks as spaces, other control characters as their pictures, overrides of direction as the sign for unknown ones. */
export function visible(text: string): string {
  return text.replace(LINE_BREAKS, " ").replace(ESCAPES, (character) => {
    const code = character.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "\u2421" : "\ufffd";
  });
}

/** At most `limit` UTF-16 units, with an ellipsis where something is left out; no character is cut in two. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cutsPair = /[\ud800-\udbff]/.test(text[limit - 2]);
  return `${text.slice(0, limit - (cutsPair ? 2 : 1)).trimEnd()}…`;
}

export function shown(text: string): string {
  return visible(clip(text, SHOWN));
}

/** The title that gives the whole of a clipped text, or most of it. */
export function titleOf(text: string): string {
  return visible(clip(text, TITLE));
}

/** A sentence; what changed since `before` is marked, unless hardly anything stayed. */
export function sentence(text: string, before?: string): HTMLElement {
  if (text.trim() === "") return h("span", { class: "sentence nothing" }, t("(empty)"));
  const element = h("span", { class: "sentence", title: titleOf(text), attributes: { dir: "auto" } });
  const runs = before === undefined ? [] : wordDiff(shown(before), shown(text));
  if (!(stays(runs) >= LEAST_STAYING)) element.append(shown(text));
  else element.append(...markedRuns(runs));
  return element;
}

/** The share of a text that was there before. */
function stays(runs: readonly WordRun[]): number {
  const lengthOf = (kind: WordRun["kind"]) =>
    runs.reduce((sum, run) => (run.kind === kind ? sum + run.text.trim().length : sum), 0);
  return lengthOf("same") / (lengthOf("same") + lengthOf("added"));
}

/** What was added stands marked in its place; a removed word leaves a thin mark that says it in its title. */
function markedRuns(runs: readonly WordRun[]): (Node | string)[] {
  return runs.flatMap(({ kind, text }, index): (Node | string)[] => {
    if (kind === "same") return [text];
    if (kind === "added") return marked(text);
    if (text.trim() === "" || runs[index + 1]?.kind === "added") return [];
    return [
      h("span", { class: "removed", title: t("Removed: {0}", text.trim()), attributes: { "aria-hidden": "true" } }),
    ];
  });
}

/** The words of a run without the spaces at its ends, which stay outside the mark. */
function marked(text: string): (Node | string)[] {
  const words = text.trim();
  if (words === "") return [text];
  const start = text.indexOf(words);
  return [text.slice(0, start), h("mark", {}, words), text.slice(start + words.length)];
}

/** A sentence whose gaps were filled: its known parts stand back. A long beginning shows the end of it. */
export function filledIn(text: string, known: readonly string[], filled: readonly string[]): HTMLElement {
  const element = h("span", { class: "sentence", title: titleOf(text), attributes: { dir: "auto" } });
  const fillings = fillingsOf(text, known, filled);
  if (fillings === undefined) element.append(shown(text));
  else {
    for (const [index, part] of known.entries()) {
      const given = visible(index === 0 ? ending(part) : clip(part, SHOWN));
      if (given !== "") element.append(h("span", { class: "given" }, given));
      if (index < fillings.length) element.append(shown(fillings[index]));
    }
  }
  return element;
}

/** The last words of a long text. */
function ending(text: string): string {
  if (text.length <= GIVEN) return text;
  const end = text.slice(-GIVEN);
  const space = end.search(/\s/);
  return `…${/^[\udc00-\udfff]/.test(end) || space >= 0 ? end.slice(Math.max(1, space)) : end}`;
}
