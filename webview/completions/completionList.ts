/** Endings of a sentence, the likeliest first, each with its share of the probability of those shown. */
import { t } from "@vscode/l10n";
import type { DecodedText } from "../../src/core/exploration";
import type { CompletionsState } from "../../src/protocol/panels";
import { bar } from "../lib/bar";
import { h, setText } from "../lib/dom";
import { section } from "../lib/frame";
import { ItemList } from "../lib/itemList";
import { fixed, scientific, share } from "../lib/numbers";
import { continued, shown } from "../lib/text";

export interface CompletionActions {
  accept(text: string): void;
  copy(text: string): void;
}

interface Ranked extends DecodedText {
  /** Of the probability of all completions shown. */
  readonly share: number;
}

export class CompletionList {
  readonly element: HTMLElement;
  readonly #aside: HTMLElement;
  readonly #nothing = h(
    "p",
    { class: "nothing" },
    t("The model found no ending. A wider beam or the other method may."),
  );
  readonly #list: ItemList<Ranked>;
  #prefix = "";

  constructor(actions: CompletionActions) {
    this.#list = new ItemList({
      label: t("Completions, the likeliest first"),
      actions: [
        {
          icon: "insert",
          title: t("Insert where the sentence was read"),
          key: "Enter",
          run: ({ text }) => actions.accept(text),
        },
        { icon: "copy", title: t("Copy the whole sentence"), key: "Ctrl+C", run: ({ text }) => actions.copy(text) },
      ],
      keyOf: ({ text }) => text,
      describe: ({ text, share: part, logProbability }) =>
        t("{0}, {1} of those shown, log-probability {2}", shown(text), share(part), fixed(logProbability, 1)),
      draw: (item) => this.#drawRow(item),
    });
    const { element, aside } = section(t("Completions"), this.#list.element, this.#nothing);
    this.element = element;
    this.#aside = aside;
  }

  draw({ result, prefix }: CompletionsState): void {
    this.element.hidden = result === undefined;
    if (result === undefined) return;
    this.#prefix = prefix;
    this.#nothing.hidden = result.completions.length > 0;
    setText(this.#aside, t("{0} found", result.completions.length));
    this.#list.draw(ranked(result.completions));
  }

  #drawRow({ text, share: part, logProbability }: Ranked) {
    const about = t("Probability of the whole sentence given its latent vector, and its logarithm in nats");
    return [
      h(
        "div",
        { class: "measure", title: t("Share of the probability of the completions shown") },
        bar(0, part),
        share(part),
      ),
      continued(text, this.#prefix),
      h(
        "div",
        { class: "meta" },
        h("span", { title: about }, `p ${scientific(Math.exp(logProbability))}`),
        h("span", { title: about }, `ln p ${fixed(logProbability, 1)}`),
      ),
    ];
  }
}

/** Shares of the summed probability: computed from differences to the greatest, as the probabilities may underflow. */
export function ranked(completions: readonly DecodedText[]): Ranked[] {
  const greatest = Math.max(...completions.map(({ logProbability }) => logProbability));
  const weights = completions.map(({ logProbability }) => Math.exp(logProbability - greatest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return completions.map((completion, index) => ({ ...completion, share: weights[index] / sum }));
}
