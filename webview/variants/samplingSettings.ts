/** How variants are drawn. Sliders resample while they move; the seed can be locked, so that it stays when one resamples. */
import { t } from "@vscode/l10n";
import type { VariantsSettings } from "../../src/protocol/panels";
import { button, checkbox, numberField, slider, toggle } from "../lib/controls";
import { h } from "../lib/dom";
import { fixed } from "../lib/numbers";

const GREATEST_SEED = 2 ** 31 - 1;

export class SamplingSettings {
  readonly element: HTMLElement;
  readonly #spread;
  readonly #temperature;
  readonly #count;
  readonly #sharpen;
  readonly #seed;
  readonly #lock;

  /** `onChange` is told while a slider moves; `resample` when the person asks for other draws. */
  constructor(onChange: () => void, resample: () => void) {
    this.#spread = slider(
      {
        label: t("Spread"),
        title: t("Factor on the posterior's deviation: 0 stays at its mean, 1 draws from it, above goes further away"),
        ...{ min: 0, max: 4, step: 0.05, format: (value: number) => `${fixed(value, 2)} σ` },
      },
      onChange,
    );
    this.#temperature = slider(
      {
        label: t("Temperature"),
        title: t("0 always takes the likeliest word; above, words are drawn at this temperature"),
        ...{
          min: 0,
          max: 2,
          step: 0.05,
          format: (value: number) => (value === 0 ? t("most probable") : fixed(value, 2)),
        },
      },
      onChange,
    );
    this.#count = slider(
      {
        label: t("Draws"),
        title: t("How many latent vectors are drawn; equal sentences are shown once"),
        ...{ min: 1, max: 200, step: 1, format: String },
      },
      onChange,
    );
    this.#sharpen = checkbox(
      {
        label: t("Sharpen"),
        title: t(
          "Takes more gradient steps for this sentence, on the bound on its likelihood, and tells what they gain",
        ),
      },
      onChange,
    );
    this.#seed = numberField(
      {
        label: t("Seed"),
        title: t("The same seed and settings give the same sentences"),
        ...{ min: 0, max: GREATEST_SEED },
      },
      onChange,
    );
    this.#lock = toggle(
      {
        on: { icon: "lock", title: t("Seed locked: resampling gives the same sentences. Unlock") },
        off: { icon: "unlock", title: t("Seed unlocked: resampling draws a new one. Lock") },
      },
      onChange,
    );
    const again = button({
      label: t("Resample"),
      title: t("Draw other variants with a new seed, unless it is locked"),
      icon: "refresh",
      onClick: resample,
    });
    const seed = h("div", { class: "seed" }, this.#seed.element, this.#lock.element, again);
    const sliders = [this.#spread.element, this.#temperature.element, this.#count.element];
    const attributes = { role: "group", "aria-label": t("Sampling") };
    this.element = h("div", { class: "controls", attributes }, ...sliders, this.#sharpen.element, seed);
  }

  /** A prior has no posterior to be spread or sharpened. */
  draw(settings: VariantsSettings, isPrior: boolean): void {
    this.#spread.element.hidden = isPrior;
    this.#spread.value = settings.spread;
    this.#sharpen.element.hidden = isPrior;
    this.#sharpen.value = settings.sharpen;
    this.#temperature.value = settings.temperature;
    this.#count.value = settings.count;
    this.drawSeed(settings);
  }

  /** The seed alone: the host draws a new one even while a slider is being moved. */
  drawSeed({ seed, seedLocked }: VariantsSettings): void {
    this.#seed.value = seed;
    this.#lock.value = seedLocked;
  }

  get value(): VariantsSettings {
    return {
      count: this.#count.value,
      spread: this.#spread.value,
      temperature: this.#temperature.value,
      sharpen: this.#sharpen.value,
      seed: this.#seed.value,
      seedLocked: this.#lock.value,
    };
  }
}
