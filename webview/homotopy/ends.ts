/** The two sentences that a path joins. */
import { t } from "@vscode/l10n";
import type { HomotopyState } from "../../src/protocol/panels";
import { iconButton } from "../lib/controls";
import { fill, h } from "../lib/dom";
import { sentence } from "../lib/text";

export class Ends {
  readonly element: HTMLElement;
  readonly #from = h("h1", { class: "source" });
  readonly #to = h("h1", { class: "source" });

  constructor(swap: () => void) {
    const swapButton = iconButton({ icon: "arrow-swap", title: t("Swap the ends"), onClick: swap });
    swapButton.classList.add("swap");
    const end = (letter: string, name: string, text: HTMLElement) =>
      h(
        "div",
        { class: "end" },
        h("span", { class: "end-letter", attributes: { role: "img", "aria-label": name } }, letter),
        text,
      );
    this.element = h(
      "header",
      { class: "ends" },
      h("div", { class: "ends-texts" }, end("A", t("Start"), this.#from), end("B", t("End"), this.#to)),
      swapButton,
    );
  }

  draw({ from, to }: HomotopyState): void {
    fill(this.#from, sentence(from));
    fill(this.#to, sentence(to));
  }
}
