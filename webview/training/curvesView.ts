/** The curves of a run: bound and reconstruction, KL and its weight, for training and for held-out text, and all as a table. */
import { t } from "@vscode/l10n";
import type { RunCurves, RunView } from "../../src/protocol/trainingPanel";
import { fill, h } from "../lib/dom";
import { section } from "../lib/frame";
import { fixed } from "../lib/numbers";
import type { ViewState } from "../lib/viewState";
import { Chart, type Points } from "./chart";
import { counted } from "./facts";

type CurveName = Exclude<keyof RunCurves, "steps">;

export class CurvesView {
  readonly element: HTMLElement;
  readonly #bound = new Chart(t("Nats a sentence"), [
    { colour: "colour-bound", label: t("Bound, training") },
    { colour: "colour-reconstruction", label: t("Reconstruction, training") },
    { colour: "colour-bound", label: t("Bound, held out"), isDashed: true },
    { colour: "colour-reconstruction", label: t("Reconstruction, held out"), isDashed: true },
  ]);
  readonly #kl = new Chart(t("KL, nats a sentence, and its weight"), [
    { colour: "colour-kl", label: t("KL, training") },
    { colour: "colour-kl", label: t("KL, held out"), isDashed: true },
    { colour: "colour-weight", label: t("KL weight"), isShare: true },
  ]);
  readonly #table = h("div", { class: "curves-table" });
  readonly #details: HTMLDetailsElement;
  #run: RunView | undefined;

  constructor(view: ViewState) {
    this.#details = h("details", {}, h("summary", {}, t("As a table")), this.#table);
    this.#details.open = view.get("curves") === true;
    this.#details.addEventListener("toggle", () => {
      view.set("curves", this.#details.open);
      this.#drawTable();
    });
    const charts = h("div", { class: "charts" }, this.#bound.element, this.#kl.element);
    this.element = section(t("Curves"), charts, this.#details).element;
  }

  draw(run: RunView): void {
    const { training, validation } = run;
    this.element.hidden = training.steps.length === 0 && validation.steps.length === 0;
    if (this.element.hidden) return;
    this.#run = run;
    this.#bound.draw(
      together(
        [training, "bound"],
        [training, "reconstruction"],
        [validation, "bound"],
        [validation, "reconstruction"],
      ),
    );
    this.#kl.draw(together([training, "kl"], [validation, "kl"], [training, "klWeight"]));
    this.#drawTable();
  }

  #drawTable(): void {
    fill(this.#table, this.#details.open && this.#run !== undefined && tableOf(this.#run));
  }
}

/** Curves over different steps as points over all of these steps. */
export function together(...curves: readonly (readonly [RunCurves, CurveName])[]): Points {
  const steps = [...new Set(curves.flatMap(([{ steps: own }]) => own))].sort((one, other) => one - other);
  const lines = curves.map(([curve, name]) => {
    const values = new Map(curve.steps.map((step, index) => [step, curve[name][index]]));
    return steps.map((step) => values.get(step) ?? null);
  });
  return [steps, ...lines];
}

/** Rows of a table: the newest of the training's points, then those of all epochs, the newest first. */
function tableOf({ training, validation }: RunView): HTMLElement {
  const names = [t("Text"), t("Step"), t("Bound"), t("Reconstruction"), t("KL"), t("KL weight")];
  const heading = h("tr", {}, ...names.map((name) => h("th", { attributes: { scope: "col" } }, name)));
  const last = training.steps.length - 1;
  const rows = [
    ...(last >= 0 ? [row(t("Training"), training, last)] : []),
    ...validation.steps.map((_, index) => row(t("Held out"), validation, index)).reverse(),
  ];
  const caption = h("caption", { class: "visually-hidden" }, t("Curves of the run, in nats a sentence"));
  return h("table", {}, caption, h("thead", {}, heading), h("tbody", {}, ...rows));
}

function row(text: string, { steps, bound, reconstruction, kl, klWeight }: RunCurves, index: number): HTMLElement {
  const figures = [bound, reconstruction, kl].map((values) => h("td", {}, fixed(values[index], 2)));
  const head = h("th", { attributes: { scope: "row" } }, text);
  return h("tr", {}, head, h("td", {}, counted(steps[index])), ...figures, h("td", {}, fixed(klWeight[index], 3)));
}
