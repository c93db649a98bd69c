/** Sentences that the person has put aside. */
import { t } from "@vscode/l10n";
import { setText } from "../lib/dom";
import { section } from "../lib/frame";
import { type ItemAction, ItemList } from "../lib/itemList";
import { sentence, shown } from "../lib/text";

export class KeptList {
  readonly element: HTMLElement;
  readonly #aside: HTMLElement;
  readonly #list: ItemList<string>;

  constructor(actions: readonly ItemAction<string>[]) {
    this.#list = new ItemList({
      label: t("Kept sentences"),
      actions,
      keyOf: (text) => text,
      describe: shown,
      draw: (text) => [sentence(text)],
    });
    const { element, aside } = section(t("Kept"), this.#list.element);
    element.classList.add("kept");
    this.element = element;
    this.#aside = aside;
  }

  draw(kept: readonly string[]): void {
    this.element.hidden = kept.length === 0;
    setText(this.#aside, String(kept.length));
    this.#list.draw(kept);
  }
}
