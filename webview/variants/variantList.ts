/** The variants: how often each was drawn, what differs from the sentence, how likely and how far away it is. */
import { t } from "@vscode/l10n";
import type { Variant } from "../../src/core/exploration";
import type { VariantsState } from "../../src/protocol/panels";
import { bar } from "../lib/bar";
import { h, setText } from "../lib/dom";
import { type Section, section } from "../lib/frame";
import { type ItemAction, ItemList } from "../lib/itemList";
import { fixed, share } from "../lib/numbers";
import { sentence, shown } from "../lib/text";

export class VariantList {
  readonly element: HTMLElement;
  readonly #section: Section;
  readonly #list: ItemList<Variant>;
  #draws = 1;
  #original = "";
  #isPrior = false;

  constructor(actions: readonly ItemAction<Variant>[]) {
    this.#list = new ItemList({
      label: t("Variants, the most frequent first"),
      actions,
      keyOf: ({ text }) => text,
      describe: (variant) => this.#describe(variant),
      draw: (variant) => this.#drawRow(variant),
    });
    this.#section = section(t("Variants"), this.#list.element);
    this.element = this.#section.element;
  }

  draw({ result, prior = false }: VariantsState): void {
    this.element.hidden = result === undefined;
    if (result === undefined) return;
    this.#draws = result.variants.reduce((sum, { count }) => sum + count, 0);
    this.#original = result.text;
    this.#isPrior = prior;
    this.#section.rename(prior ? t("Samples") : t("Variants"));
    setText(this.#section.aside, t("{0} distinct of {1} drawn", result.variants.length, this.#draws));
    this.#list.draw(result.variants);
  }

  #drawRow({ text, count, logProbability, distance }: Variant) {
    const frequency = count / this.#draws;
    return [
      h(
        "div",
        { class: "measure", title: t("Drawn {0} times of {1}", count, this.#draws) },
        bar(0, frequency),
        `${count}`,
      ),
      sentence(text, this.#isPrior ? undefined : this.#original),
      h(
        "div",
        { class: "meta" },
        h(
          "span",
          { title: t("Log-probability of the sentence given its latent vector, in nats") },
          `ln p ${fixed(logProbability, 1)}`,
        ),
        !this.#isPrior &&
          h(
            "span",
            { title: t("Distance of the latent vector from the posterior mean") },
            `${t("distance")} ${fixed(distance, 2)}`,
          ),
      ),
    ];
  }

  #describe({ text, count, logProbability, distance }: Variant): string {
    const parts = [shown(text), t("drawn {0} times, {1}", count, share(count / this.#draws))];
    parts.push(t("log-probability {0}", fixed(logProbability, 1)));
    if (!this.#isPrior) parts.push(t("distance {0}", fixed(distance, 2)));
    return parts.join(", ");
  }
}
