/** Bars of lists: a share of a track, or a stretch of it. Beside the number that they draw, so hidden from screen readers. */
import { h, percent, setStyle } from "./dom";

/** A bar from `from` to `to`, fractions of the track. */
export function bar(from: number, to: number, names = ""): HTMLElement {
  const filled = h("span", { class: "bar-fill" });
  setStyle(filled, "inset-inline-start", percent(from));
  setStyle(filled, "inline-size", percent(to - from));
  return h("span", { class: `bar ${names}`.trim(), attributes: { "aria-hidden": "true" } }, filled);
}
