/** What one method puts into the gaps, the likeliest first. */
import { t } from "@vscode/l10n";
import { knownParts } from "../../src/core/text/gaps";
import type { CompletionsState, Search } from "../../src/protocol/panels";
import { bar } from "../lib/bar";
import { fill, h, setText } from "../lib/dom";
import { section } from "../lib/frame";
import { ItemList } from "../lib/itemList";
import { fixed, plural, share } from "../lib/numbers";
import { filledIn, shown } from "../lib/text";
import { odds } from "./odds";
import { type Ranked, ranked } from "./ranked";

export interface CompletionActions {
  accept(text: string): void;
  copy(text: string): void;
}

export interface ListOptions extends CompletionActions {
  readonly method: "beam" | "icm";
  readonly title: string;
  /** What the method does, in a sentence. */
  readonly about: string;
}

export class CompletionList {
  readonly element: HTMLElement;
  readonly #method: "beam" | "icm";
  readonly #aside: HTMLElement;
  readonly #nothing = h("p", { class: "nothing" });
  readonly #list: ItemList<Ranked>;
  #known: readonly string[] = [];

  constructor({ method, title, about, accept, copy }: ListOptions) {
    this.#method = method;
    this.#list = new ItemList({
      label: t("{0}: completions, the likeliest first", title),
      actions: [
        {
          icon: "insert",
          title: t("Put it where the sentence was read"),
          key: "Enter",
          run: ({ text }) => accept(text),
        },
        { icon: "copy", title: t("Copy the whole sentence"), key: "Ctrl+C", run: ({ text }) => copy(text) },
      ],
      keyOf: ({ text }) => text,
      describe: ({ text, share: part, gapLogProbability }) =>
        t("{0}, {1}, {2} of those shown", shown(text), odds(gapLogProbability), share(part)),
      draw: (item) => this.#drawRow(item),
    });
    const { element, aside } = section(title, this.#list.element, this.#nothing);
    element.classList.add("method");
    element.title = about;
    this.element = element;
    this.#aside = aside;
  }

  draw(state: CompletionsState): void {
    const own = state[this.#method];
    const completions = own?.result.completions ?? [];
    this.#known = knownParts(state.text);
    this.#nothing.hidden = completions.length > 0;
    setText(
      this.#nothing,
      own === undefined ? t("Searching…") : t("Nothing was found. A wider beam may find something."),
    );
    fill(this.#aside, ...(own === undefined ? [] : figures(own)));
    this.#list.draw(ranked(state)[this.#method]);
  }

  #drawRow({ text, filled, share: part, gapLogProbability, isShared }: Ranked) {
    const about = t("How often just these words would be missing, given the others: an estimate");
    return [
      h(
        "div",
        { class: "measure", title: t("Share of the probability of all completions shown, of both methods") },
        bar(0, part),
        share(part),
      ),
      filledIn(text, this.#known, filled),
      h(
        "div",
        { class: "meta" },
        h("span", { title: about }, odds(gapLogProbability)),
        h("span", { title: t("The logarithm of that probability, in nats") }, `ln p ${fixed(gapLogProbability, 1)}`),
        isShared && h("span", {}, t("found by both")),
      ),
    ];
  }
}

function figures({ result, milliseconds }: Search): HTMLElement[] {
  const { completions, trace } = result;
  const parts = [
    t("{0} found", completions.length),
    ...(trace.length > 0 ? [plural(trace.length, t("round"), t("rounds"))] : []),
    t("{0} ms", Math.round(milliseconds)),
  ];
  return parts.map((part) => h("span", {}, part));
}
