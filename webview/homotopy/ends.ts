/** The two sentences that a path joins. */
import { t } from "@vscode/l10n";
import type { HomotopyState } from "../../src/protocol/panels";
import { iconButton } from "../lib/controls";
import { fill, h } from "../lib/dom";
import { trainingOffer } from "../lib/strangeness";
import { StrangenessLine } from "../lib/strangenessLine";
import { sentence } from "../lib/text";

export class Ends {
  readonly element: HTMLElement;
  readonly #from = h("h1", { class: "source" });
  readonly #to = h("h1", { class: "source" });
  readonly #strangeness = [new StrangenessLine(), new StrangenessLine()] as const;
  /** Once, however many of the ends are strange. */
  readonly #offer: HTMLElement;

  constructor(
    swap: () => void,
    /** Trains on the workspace. */
    train: () => void,
  ) {
    const swapButton = iconButton({ icon: "arrow-swap", title: t("Swap the ends"), onClick: swap });
    swapButton.classList.add("swap");
    this.#offer = h("p", { class: "strangeness", attributes: { hidden: "" } }, trainingOffer(train));
    const end = (letter: string, name: string, text: HTMLElement, line: StrangenessLine) =>
      h(
        "div",
        { class: "end" },
        h("span", { class: "end-letter", attributes: { role: "img", "aria-label": name } }, letter),
        h("div", {}, text, line.element),
      );
    const [ofFrom, ofTo] = this.#strangeness;
    this.element = h(
      "header",
      { class: "ends" },
      h(
        "div",
        { class: "ends-texts" },
        end("A", t("Start"), this.#from, ofFrom),
        end("B", t("End"), this.#to, ofTo),
        this.#offer,
      ),
      swapButton,
    );
  }

  draw({ from, to }: HomotopyState): void {
    fill(this.#from, sentence(from));
    fill(this.#to, sentence(to));
  }

  /** What the model makes of the ends, once it has answered. */
  drawStrangeness({ familiarity = [] }: HomotopyState): void {
    const strange = this.#strangeness.map((line, index) => line.draw(familiarity[index]?.familiarity));
    this.#offer.hidden = !strange.includes(true);
  }
}
