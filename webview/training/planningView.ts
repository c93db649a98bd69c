/** While a plan is made: how far it has come, and a way out. */
import { t } from "@vscode/l10n";
import type { PlanProgress } from "../../src/protocol/training";
import { button } from "../lib/controls";
import { h, setText } from "../lib/dom";
import { bytes, counted } from "./facts";

export class PlanningView {
  readonly element: HTMLElement;
  readonly #stage = h("p", { class: "stage" });
  readonly #figures = h("p", { class: "nothing" });

  constructor(onCancel: () => void) {
    const cancel = button({ label: t("Cancel"), title: t("Stop planning"), secondary: true, onClick: onCancel });
    const words = h("div", { attributes: { role: "status" } }, this.#stage);
    this.element = h("section", { class: "planning", attributes: { "aria-label": t("Planning") } });
    this.element.append(words, this.#figures, h("div", { class: "actions" }, cancel));
  }

  draw({ stage, files, bytes: read, sentences }: PlanProgress): void {
    setText(this.#stage, inWords(stage));
    setText(
      this.#figures,
      t("{0} files, {1} of text, {2} sentences so far", counted(files), bytes(read), counted(sentences)),
    );
  }
}

function inWords(stage: PlanProgress["stage"]): string {
  switch (stage) {
    case "reading":
      return t("Reading the text");
    case "tokens":
      return t("Counting tokens");
    case "measuring":
      return t("Measuring a training step");
  }
}
