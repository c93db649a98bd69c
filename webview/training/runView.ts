/** A run: where it stands, its curves, what it writes, and in the end what can be done with the model. */
import { t } from "@vscode/l10n";
import type { CollapseDiagnosis } from "../../src/core/metrics/collapse";
import type { RunView as Run } from "../../src/protocol/trainingPanel";
import { button } from "../lib/controls";
import { fill, h } from "../lib/dom";
import { section } from "../lib/frame";
import { shown } from "../lib/text";
import type { ViewState } from "../lib/viewState";
import { CurvesView } from "./curvesView";
import { remedyInWords } from "./remedyWords";
import { type RunActions, RunHeader } from "./runHeader";
import { SamplesView } from "./samplesView";

export interface ModelActions {
  explore(): void;
  showCard(): void;
  exportModel(): void;
}

export class RunPanel {
  readonly element: HTMLElement;
  readonly #header: RunHeader;
  readonly #use: HTMLElement;
  readonly #warning = h("div", { class: "remarks", attributes: { role: "status" } });
  readonly #curves: CurvesView;
  readonly #samples = new SamplesView();
  readonly #notes = h("ul", { class: "notices" });
  readonly #notesSection = section(t("Notes"), this.#notes).element;
  #drawn = "";

  constructor(actions: RunActions & ModelActions, view: ViewState) {
    this.#header = new RunHeader(actions);
    this.#curves = new CurvesView(view);
    this.#use = h(
      "section",
      { class: "actions use" },
      button({
        label: t("Explore With This Model"),
        title: t("Make it the active model and see variants of a sentence"),
        icon: "telescope",
        onClick: () => actions.explore(),
      }),
      button({
        ...{ label: t("Model Card"), title: t("How the model was made"), icon: "book", secondary: true },
        onClick: () => actions.showCard(),
      }),
      button({
        ...{
          label: t("Export"),
          title: t("Copy the model package to a folder, or into an archive"),
          icon: "export",
          secondary: true,
        },
        onClick: () => actions.exportModel(),
      }),
    );
    const parts = [this.#header.element, this.#use, this.#warning, this.#curves.element, this.#samples.element];
    this.element = h("div", {}, ...parts, this.#notesSection);
  }

  draw(run: Run, isStarting: boolean): void {
    this.#header.draw(run, isStarting);
    this.#use.hidden = run.phase !== "finished";
    this.#drawWords(run);
    this.#curves.draw(run);
    this.#samples.draw(run.samples);
  }

  #drawWords({ collapse, notices }: Run): void {
    const drawn = JSON.stringify([collapse, notices]);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    fill(this.#warning, collapse && warningOf(collapse));
    this.#notesSection.hidden = notices.length === 0;
    fill(this.#notes, ...notices.map((notice) => h("li", {}, shown(notice))));
  }
}

/** What it means for the person that the latent space is not used, and what to train otherwise. */
function warningOf({ verdict, reasons, remedies }: CollapseDiagnosis): HTMLElement {
  const what =
    verdict === "collapsed"
      ? t("The latent space has collapsed: the model writes without heeding it, so variants and paths will say little.")
      : t("The model uses little of its latent space: variants and paths will differ less than they could.");
  return h(
    "div",
    { class: "remark warning" },
    h("span", { class: "codicon codicon-warning", attributes: { "aria-hidden": "true" } }),
    h(
      "div",
      {},
      h("p", {}, what),
      h("p", {}, t("What helps:")),
      h("ul", {}, ...remedies.map((remedy) => h("li", {}, shown(remedyInWords(remedy))))),
      h(
        "details",
        {},
        h("summary", {}, t("What was measured")),
        h("ul", {}, ...reasons.map((reason) => h("li", {}, shown(reason)))),
      ),
    ),
  );
}
