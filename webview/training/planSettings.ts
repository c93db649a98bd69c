/** The settings of a planned way as fields. What differs from the plan is told; what the base model decides is shown alone. */
import { t } from "@vscode/l10n";
import type { PlannedSetting, PlannedWay } from "../../src/protocol/training";
import type { SettingValue, TrainingChoice } from "../../src/protocol/trainingPanel";
import { type Control, checkbox, choice, textField } from "../lib/controls";
import { fill, h } from "../lib/dom";
import { wordsOf } from "./settingWords";

type Settings = TrainingChoice["settings"];

export class PlanSettings {
  readonly element = h("div", { class: "settings", attributes: { role: "group", "aria-label": t("Settings") } });
  #settings: Settings = {};

  constructor(private readonly onChange: (name: string, value: SettingValue | undefined) => void) {}

  /** Draws the fields anew: for another plan, or another of its ways. */
  draw({ settings }: PlannedWay, changed: Settings): void {
    this.#settings = changed;
    fill(this.element, ...settings.map((setting) => this.#field(setting)));
  }

  #field(setting: PlannedSetting): HTMLElement {
    const { name, value } = setting;
    const words = wordsOf(name);
    if (setting.fixed) {
      const title = t("The model that is fine-tuned decides it");
      return h("div", { class: "field", title }, h("span", { class: "field-label" }, words.label), fixed(value));
    }
    const current = this.#settings[name] ?? value;
    if (typeof value === "boolean")
      return filled(
        checkbox(words, (on) => this.#set(setting, on)),
        current === true,
      );
    if (setting.choices !== undefined) {
      const alternatives = setting.choices.map((one) => ({ value: one, label: one, title: one }));
      return filled(
        choice(words, alternatives, (one) => this.#set(setting, one)),
        `${current ?? ""}`,
      );
    }
    if (isNumber(setting)) {
      // Taken back, a setting has its usual value again; one that nobody set has nothing to take back.
      const accepts = (text: string) =>
        text === "" ? value === undefined || name in this.#settings : isInRange(setting, text);
      const field = textField({ ...words, accepts }, (text) =>
        this.#set(setting, text === "" ? undefined : Number(text)),
      );
      return filled(field, `${current ?? ""}`);
    }
    return filled(
      textField(words, (text) => this.#set(setting, text)),
      `${current ?? ""}`,
    );
  }

  #set({ name }: PlannedSetting, value: SettingValue | undefined): void {
    this.#settings = withSetting(this.#settings, name, value);
    this.onChange(name, value);
  }
}

/** The settings with one of them set, or taken back. */
export function withSetting(settings: Settings, name: string, value: SettingValue | undefined): Settings {
  const others = Object.entries(settings).filter(([other]) => other !== name);
  return Object.fromEntries(value === undefined ? others : [...others, [name, value]]);
}

function fixed(value: SettingValue | undefined): HTMLElement {
  return h("span", { class: "fixed-value" }, `${value ?? ""}`);
}

function filled<Value>(control: Control<Value>, value: Value): HTMLElement {
  control.value = value;
  return control.element;
}

function isNumber({ value, least, most, whole }: PlannedSetting): boolean {
  return typeof value === "number" || least !== undefined || most !== undefined || whole !== undefined;
}

function isInRange({ least, most, whole }: PlannedSetting, text: string): boolean {
  const number = Number(text);
  if (!Number.isFinite(number) || (whole === true && !Number.isInteger(number))) return false;
  return number >= (least ?? Number.NEGATIVE_INFINITY) && number <= (most ?? Number.POSITIVE_INFINITY);
}
