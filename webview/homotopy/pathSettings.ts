/** Which path is walked and where it is decoded. */
import { t } from "@vscode/l10n";
import type { HomotopySettings } from "../../src/protocol/panels";
import { checkbox, choice, slider } from "../lib/controls";
import { h } from "../lib/dom";

export class PathSettings {
  readonly element: HTMLElement;
  readonly #path;
  readonly #adaptive;
  readonly #steps;

  constructor(onChange: () => void) {
    this.#path = choice<HomotopySettings["path"]>(
      { label: t("Path"), title: t("How the way between the two latent vectors is drawn") },
      [
        { value: "linear", label: t("Linear"), title: t("The straight line, as in Bowman et al. 2015") },
        {
          value: "spherical",
          label: t("Spherical"),
          title: t("Turns at a constant rate, so that the length stays near that of the ends"),
        },
      ],
      onChange,
    );
    this.#steps = slider(
      {
        label: t("Points"),
        title: t("Evenly spaced points that are decoded, both ends included"),
        ...{ min: 2, max: 100, step: 1, format: String },
      },
      onChange,
    );
    this.#adaptive = checkbox(
      {
        label: t("Adaptive"),
        title: t("Decode further points wherever two neighbours differ, until the places of change are known"),
      },
      onChange,
    );
    const attributes = { role: "group", "aria-label": t("Path") };
    const controls = [this.#path.element, this.#steps.element, this.#adaptive.element];
    this.element = h("div", { class: "controls", attributes }, ...controls);
  }

  draw({ path, adaptive, steps }: HomotopySettings): void {
    this.#path.value = path;
    this.#adaptive.value = adaptive;
    this.#steps.value = steps;
  }

  get value(): HomotopySettings {
    return { path: this.#path.value, adaptive: this.#adaptive.value, steps: this.#steps.value };
  }
}
