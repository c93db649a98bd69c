/** The plan: what text there is, the ways to train on it, what may be changed, and the start. */
import { t } from "@vscode/l10n";
import type { PlanRemark, TrainingPlan } from "../../src/protocol/training";
import type { SettingValue, TrainingChoice, TrainingState } from "../../src/protocol/trainingPanel";
import { button, textField } from "../lib/controls";
import { fill, h, setText } from "../lib/dom";
import { section } from "../lib/frame";
import { shown } from "../lib/text";
import { PlanSettings, withSetting } from "./planSettings";
import { TextSettings } from "./textSettings";
import { TextSummary } from "./textSummary";
import { WaysView } from "./waysView";

export interface PlanActions {
  choose(choice: TrainingChoice): void;
  planAgain(): void;
  start(): void;
}

export class PlanView {
  readonly element: HTMLElement;
  readonly #text = new TextSummary();
  readonly #textSettings = new TextSettings((name, value) => this.#set(name, value));
  readonly #remarks = h("div", { class: "remarks" });
  readonly #ways = new WaysView((way) => this.#change({ way }));
  readonly #settings = new PlanSettings((name, value) => this.#set(name, value));
  readonly #settingsSection = section(t("Settings"), this.#settings.element).element;
  readonly #name = textField(
    { label: t("Name of the model"), title: t("Also of its folder"), accepts: (text) => text !== "" },
    (name) => this.#change({ name }),
  );
  readonly #age = h("p", { class: "nothing", attributes: { role: "status" } });
  readonly #again: HTMLElement;
  readonly #start: HTMLElement;
  readonly #footer: HTMLElement;
  #choice: TrainingChoice = { way: "anew", name: "", settings: {} };
  readonly #drawn = { plan: "", settings: "" };

  constructor(private readonly actions: PlanActions) {
    this.#start = button({
      label: t("Start Training"),
      title: t("Train in a process of its own, which goes on when this window is closed"),
      icon: "play",
      onClick: () => this.actions.start(),
    });
    this.#again = button({
      label: t("Plan Again"),
      title: t("Plan with the settings as they are now"),
      icon: "refresh",
      secondary: true,
      onClick: () => this.actions.planAgain(),
    });
    this.#footer = h("section", { class: "launch" }, this.#name.element, this.#start, this.#again, this.#age);
    this.#text.element.append(this.#textSettings.element);
    const parts = [this.#text.element, this.#remarks, this.#ways.element, this.#settingsSection, this.#footer];
    this.element = h("div", {}, ...parts);
  }

  draw({ plan, source = "", choice, planAge, isStarting }: TrainingState): void {
    this.#choice = choice;
    if (plan === undefined) return;
    this.#drawPlan(plan, source);
    this.#textSettings.draw(choice.settings);
    this.#ways.choose(choice.way);
    this.#name.value = choice.name;
    const canStart = plan.ways.length > 0;
    for (const part of [this.#settingsSection, this.#start, this.#name.element]) part.hidden = !canStart;
    this.#again.hidden = planAge === "new" && canStart;
    this.#start.toggleAttribute("disabled", planAge === "void" || isStarting);
    setText(this.#age, isStarting ? t("Starting the trainer") : inWords(planAge));
  }

  /** What is typed in stays as long as it is the same plan and the same way. */
  #drawPlan(plan: TrainingPlan, source: string): void {
    const { way, settings } = this.#choice;
    const drawn = JSON.stringify(plan);
    if (drawn !== this.#drawn.plan) {
      this.#text.draw(plan.text, source);
      fill(this.#remarks, ...plan.remarks.map(remark));
      this.#ways.draw(plan, way);
    }
    const planned = plan.ways.find((each) => each.way === way) ?? plan.ways[0];
    if (planned !== undefined && drawn + way !== this.#drawn.settings) this.#settings.draw(planned, settings);
    Object.assign(this.#drawn, { plan: drawn, settings: drawn + way });
  }

  #set(name: string, value: SettingValue | undefined): void {
    this.#change({ settings: withSetting(this.#choice.settings, name, value) });
  }

  #change(change: Partial<TrainingChoice>): void {
    this.#choice = { ...this.#choice, ...change };
    this.actions.choose(this.#choice);
  }
}

function inWords(age: TrainingState["planAge"]): string {
  if (age === "new") return "";
  return age === "stale"
    ? t("The figures are of the settings before the change.")
    : t("Another text or network needs another plan before it can be trained.");
}

/** Something to know before the start. */
function remark({ severity, message, advice }: PlanRemark): HTMLElement {
  const icon = severity === "warning" ? "warning" : "info";
  const glyph = h("span", { class: `codicon codicon-${icon}`, attributes: { "aria-hidden": "true" } });
  return h("div", { class: `remark ${severity}` }, glyph, h("p", {}, shown(`${message}. ${capitalised(advice)}.`)));
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
