/** The sentences met on the path: each with its stretch, and what changed since the one before. */
import { t } from "@vscode/l10n";
import type { HomotopyStep } from "../../src/core/latent/homotopy";
import type { HomotopyState } from "../../src/protocol/panels";
import { bar } from "../lib/bar";
import { button } from "../lib/controls";
import { fill, h } from "../lib/dom";
import { section } from "../lib/frame";
import { ItemList } from "../lib/itemList";
import { fixed, share } from "../lib/numbers";
import { sentence, shown } from "../lib/text";

export interface StepActions {
  insert(text: string): void;
  copy(text: string): void;
  insertList(): void;
  /** Moves the slider to a step. */
  show(step: HomotopyStep): void;
}

export class StepList {
  readonly element: HTMLElement;
  readonly #aside: HTMLElement;
  readonly #list: ItemList<HomotopyStep>;
  #steps: readonly HomotopyStep[] = [];

  constructor(actions: StepActions) {
    this.#list = new ItemList({
      label: t("Sentences on the path, from start to end"),
      actions: [
        { icon: "insert", title: t("Insert at the cursor"), key: "Enter", run: ({ text }) => actions.insert(text) },
        { icon: "copy", title: t("Copy"), key: "Ctrl+C", run: ({ text }) => actions.copy(text) },
      ],
      // A sentence may return further on: its stretch tells the two apart.
      keyOf: keyOfStep,
      describe: ({ text, from, to }) => t("{0}, from {1} to {2}", shown(text), fixed(from, 2), fixed(to, 2)),
      draw: (step, index) => this.#drawRow(step, index),
      onFocus: (step) => actions.show(step),
    });
    const insertList = button({
      label: t("Insert as List"),
      title: t("Insert the sentences at the cursor as a Markdown list"),
      icon: "list-unordered",
      secondary: true,
      onClick: actions.insertList,
    });
    const { element, aside } = section(t("Sentences on the path"), this.#list.element);
    aside.after(insertList);
    this.element = element;
    this.#aside = aside;
  }

  draw({ result }: HomotopyState): void {
    this.element.hidden = result === undefined;
    if (result === undefined) return;
    this.#steps = result.steps;
    const about = t("Words that differ between the ends, over all that change on the way: 1 is a straight walk");
    fill(
      this.#aside,
      h("span", {}, String(result.steps.length)),
      h("span", { title: about }, t("smoothness {0}", fixed(result.smoothness, 2))),
    );
    this.#list.draw(result.steps);
  }

  /** Marks the step that holds a place of the path. */
  markAt(at: number): void {
    const step = this.#steps.find(({ to }) => at <= to);
    this.#list.mark(step === undefined ? undefined : keyOfStep(step));
  }

  #drawRow({ text, from, to }: HomotopyStep, index: number) {
    return [
      h("div", { class: "measure stretch" }, bar(from, to)),
      sentence(text, this.#steps[index - 1]?.text),
      h(
        "div",
        { class: "meta" },
        `${fixed(from, 3)} – ${fixed(to, 3)}`,
        h("span", {}, t("{0} of the path", share(to - from))),
      ),
    ];
  }
}

function keyOfStep({ from, text }: HomotopyStep): string {
  return `${from} ${text}`;
}
