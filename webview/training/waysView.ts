/** The ways to train, side by side as radio buttons: the recommended one first, each with what it would take and give. */
import { t } from "@vscode/l10n";
import type { PlannedWay, TrainingPlan, TrainingWay } from "../../src/protocol/training";
import { fill, h } from "../lib/dom";
import { section } from "../lib/frame";
import { share } from "../lib/numbers";
import { shown } from "../lib/text";
import { about, counted, fact } from "./facts";

export class WaysView {
  readonly element: HTMLElement;
  readonly #ways = h("div", { class: "ways", attributes: { role: "radiogroup", "aria-label": t("How to train") } });
  readonly #why = h("p", { class: "why" });

  constructor(private readonly onChoose: (way: TrainingWay) => void) {
    this.element = section(t("How to train"), this.#ways, this.#why).element;
  }

  draw({ ways, why, base }: TrainingPlan, chosen: TrainingWay): void {
    this.element.hidden = ways.length === 0;
    fill(this.#ways, ...ways.map((way, index) => this.#draw(way, index === 0 && ways.length > 1, base?.model)));
    fill(this.#why, shown(why));
    this.choose(chosen);
  }

  choose(way: TrainingWay): void {
    for (const radio of this.#ways.querySelectorAll("input")) radio.checked = radio.value === way;
  }

  #draw(planned: PlannedWay, isRecommended: boolean, base: string | undefined): HTMLElement {
    const { way } = planned;
    const radio = h("input", { attributes: { type: "radio", name: "way", value: way } });
    radio.addEventListener("change", () => this.onChoose(way));
    const [name = ""] = (base ?? "").split("@");
    const title = way === "fine-tune" ? t("Fine-tune {0}", shown(name)) : t("Start anew");
    const badge = isRecommended && h("span", { class: "badge" }, t("recommended"));
    return h(
      "label",
      { class: "way" },
      radio,
      h("span", { class: "way-title", title: way === "fine-tune" ? shown(base ?? "") : "" }, title, " ", badge),
      h("dl", { class: "facts" }, ...figures(planned)),
    );
  }
}

function figures(way: PlannedWay): HTMLElement[] {
  const { memory, package: size, run } = way.megabytes;
  const measured = t("{0} a step: {1}", seconds(way.secondsPerStep), way.engine);
  const unknown = way.unknown > 0 ? t(", {0} of the text unknown", share(way.unknown)) : "";
  return [
    fact(t("Time"), t("at most {0} minutes", about(way.minutes)), measured),
    fact(t("Learns from"), t("{0} sentences, {1} held out", counted(way.sentences), counted(way.heldOut))),
    fact(t("Tokens"), t("{0} of a vocabulary of {1}{2}", counted(way.tokens), counted(way.vocabulary), unknown)),
    fact(t("Epochs"), t("{0}, {1} steps", about(way.epochs), counted(way.steps))),
    fact(t("Weights"), counted(way.weights)),
    fact(t("Memory"), t("{0} MB", counted(memory))),
    fact(t("Disk"), t("{0} MB, while it trains {1} MB", counted(size), counted(size + run))),
  ];
}

function seconds(value: number): string {
  return value < 1 ? t("{0} ms", about(value * 1000)) : t("{0} s", about(value));
}
