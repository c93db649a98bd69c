/**
 * How imputation went: the likeliest sentence of each round, and how far the latent vector moved to that sentence's own,
 * drawn as a stretch of its whole way. A table, folded away until somebody asks.
 */
import { t } from "@vscode/l10n";
import type { ImputationRound } from "../../src/core/exploration";
import type { CompletionsState } from "../../src/protocol/panels";
import { bar } from "../lib/bar";
import { fill, h, setText } from "../lib/dom";
import { fixed, plural } from "../lib/numbers";
import { sentence } from "../lib/text";
import type { ViewState } from "../lib/viewState";

export class TraceView {
  readonly element: HTMLElement;
  readonly #summary = h("summary");
  readonly #table = h("div", { class: "trace-table" });
  readonly #sum = h("p", { class: "hint" });
  readonly #details: HTMLDetailsElement;

  constructor(view: ViewState) {
    this.#details = h("details", {}, this.#summary, this.#table, this.#sum);
    this.#details.open = view.get("trace") === true;
    this.#details.addEventListener("toggle", () => view.set("trace", this.#details.open));
    this.element = h(
      "section",
      { class: "trace", attributes: { "aria-label": t("Rounds of imputation") } },
      this.#details,
    );
  }

  draw({ icm }: CompletionsState): void {
    const trace = icm?.result.trace ?? [];
    this.element.hidden = trace.length === 0;
    if (trace.length === 0) return;
    const way = trace.reduce((sum, { step }) => sum + step, 0);
    setText(this.#summary, t("How imputation went: {0}", plural(trace.length, t("round"), t("rounds"))));
    fill(this.#table, tableOf(trace, way));
    setText(
      this.#sum,
      t("The latent vector z moved {0} in all. A round that moves it little has settled.", fixed(way, 2)),
    );
  }
}

function tableOf(trace: readonly ImputationRound[], way: number): HTMLElement {
  const names = [
    [t("Round"), undefined],
    [t("Likeliest sentence"), undefined],
    ["ln p", t("Log-probability of the sentence given its own latent vector, in nats")],
    [t("z moved"), t("Distance of the latent vector to that of the sentence, which is the next round's")],
  ] as const;
  const heading = names.map(([name, title]) =>
    h("th", { ...(title && { title }), attributes: { scope: "col" } }, name),
  );
  const caption = h("caption", { class: "visually-hidden" }, t("Rounds of imputation"));
  const rows = trace.map((round, index) => rowOf(round, trace[index - 1], stretchOf(trace, index, way)));
  return h("table", {}, caption, h("thead", {}, h("tr", {}, ...heading)), h("tbody", {}, ...rows));
}

function rowOf(
  { round, text, logProbability, step }: ImputationRound,
  before: ImputationRound | undefined,
  [from, to]: readonly [number, number],
): HTMLElement {
  return h(
    "tr",
    {},
    h("th", { attributes: { scope: "row" } }, String(round)),
    h("td", { class: "trace-sentence" }, sentence(text, before?.text)),
    h("td", {}, fixed(logProbability, 1)),
    h("td", { class: "trace-step" }, bar(from, to), h("span", {}, fixed(step, 2))),
  );
}

/** The part of the whole way that a round is. */
function stretchOf(trace: readonly ImputationRound[], index: number, way: number): readonly [number, number] {
  if (way === 0) return [0, 0];
  const before = trace.slice(0, index).reduce((sum, { step }) => sum + step, 0);
  return [before / way, (before + trace[index].step) / way];
}
