/** Where the run stands, what can be asked of it, and its figures. */
import { t } from "@vscode/l10n";
import type { RunView, RunWish } from "../../src/protocol/trainingPanel";
import { progressOf } from "../../src/protocol/trainingPanel";
import { button } from "../lib/controls";
import { fill, h, percent, setStyle, setText } from "../lib/dom";
import { fixed } from "../lib/numbers";
import { about, counted, fact } from "./facts";

export interface RunActions {
  ask(wish: RunWish): void;
  resume(): void;
  discard(): void;
}

export class RunHeader {
  readonly element: HTMLElement;
  readonly #phase = h("p", { class: "stage", attributes: { role: "status" } });
  readonly #done = h("span", { class: "bar-fill" });
  readonly #bar = h("div", { class: "bar run-bar", attributes: { role: "progressbar", "aria-label": t("Progress") } });
  readonly #figures = h("dl", { class: "figures" });
  readonly #buttons: Readonly<Record<"pause" | "go" | "resume" | "keep" | "discard", HTMLElement>>;

  constructor(actions: RunActions) {
    this.#buttons = {
      pause: action(t("Pause"), t("Stop for now; the run waits"), "debug-pause", () => actions.ask("pause")),
      go: action(t("Go On"), t("Go on with the run"), "play", () => actions.ask("go")),
      resume: action(t("Resume"), t("Go on from the last checkpoint"), "play", () => actions.resume()),
      keep: action(t("Stop and Keep"), t("End the run and keep the model as it is"), "save", () => actions.ask("keep")),
      discard: action(t("Discard"), t("End the run and keep nothing of it"), "trash", () =>
        this.#isUnderWay ? actions.ask("discard") : actions.discard(),
      ),
    };
    this.#bar.append(this.#done);
    const buttons = h("div", { class: "actions" }, ...Object.values(this.#buttons));
    this.element = h("section", { class: "run-header" }, this.#phase, this.#bar, buttons, this.#figures);
  }

  #isUnderWay = false;

  draw(run: RunView, isStarting: boolean): void {
    const { phase, wish, resumable, finishing } = run;
    this.#isUnderWay = phase === "running" || phase === "paused";
    setText(this.#phase, isStarting ? t("Starting the trainer") : inWords(run));
    this.#drawProgress(run);
    const stands = phase === "stopped" || phase === "failed";
    const shown = {
      pause: phase === "running",
      go: phase === "paused",
      resume: stands && resumable,
      keep: this.#isUnderWay && run.step !== undefined && !finishing,
      discard: this.#isUnderWay || stands,
    };
    for (const [name, isShown] of Object.entries(shown)) {
      const element = Reflect.get(this.#buttons, name);
      if (!(element instanceof HTMLElement)) continue;
      element.hidden = !isShown;
      element.toggleAttribute("disabled", isStarting || wish === "discard" || (wish !== undefined && wish === name));
    }
    fill(this.#figures, ...figures(run));
  }

  #drawProgress({ phase, step, finishing, done }: RunView): void {
    const share = phase === "finished" || finishing || done ? 1 : progressOf(step);
    this.#bar.hidden = phase === "finished";
    setStyle(this.#done, "inline-size", percent(share));
    this.#bar.setAttribute("aria-valuenow", String(Math.round(100 * share)));
  }
}

function action(label: string, title: string, icon: string, onClick: () => void): HTMLElement {
  const secondary = icon !== "play";
  return button({ label, title, icon, secondary, onClick });
}

function inWords({ phase, wish, step, finishing, done, error, resumable }: RunView): string {
  if (wish === "pause") return t("Pausing");
  if (wish === "go") return t("Going on");
  if (wish === "keep") return t("Stopping, and writing the model");
  if (wish === "discard") return t("Discarding");
  switch (phase) {
    case "starting":
      return t("Looking for the run");
    case "running":
      if (finishing) return t("Writing the model");
      return step === undefined ? t("Preparing the text") : t("Training");
    case "paused":
      return t("Paused");
    case "stopped":
      return resumable
        ? t("Stopped. It can go on from its last checkpoint.")
        : t("Stopped before its first checkpoint.");
    case "failed":
      return t("Failed: {0}", error ?? t("see the log"));
    case "finished":
      return t("Finished: {0}", done === undefined ? "" : reasons()[done.reason]);
  }
}

function reasons() {
  return {
    finished: t("every epoch is done"),
    time: t("the time is up"),
    converged: t("the bound on held-out text no longer improves"),
    kept: t("stopped on request, what was learnt is kept"),
  };
}

function figures({ phase, step, finishing, epoch, plan, done }: RunView): HTMLElement[] {
  const isLive = phase === "running" && !finishing && step !== undefined;
  const units = done ?? epoch;
  return [
    ...(step
      ? [fact(t("Step"), t("{0} of {1}, epoch {2}", counted(step.step), counted(step.steps), step.epoch + 1))]
      : []),
    ...(isLive ? [fact(t("Time left"), minutes(step.minutesLeft))] : []),
    ...(isLive ? [fact(t("Speed"), t("{0} tokens a second", counted(step.tokensPerSecond)))] : []),
    ...(done ? [fact(t("Time"), minutes(done.minutes))] : []),
    ...(units
      ? [fact(t("Held-out bound"), boundOf(units.bound, units.unigram), t("Nats a sentence; lower is better"))]
      : []),
    ...(units && units.latent > 0
      ? [
          fact(
            t("Active units"),
            t("{0} of {1}", units.activeUnits, units.latent),
            t("Dimensions of the latent space that are used"),
          ),
        ]
      : []),
    ...(epoch?.mutualInformation === undefined
      ? []
      : [
          fact(
            t("Mutual information"),
            t("{0} nats", fixed(epoch.mutualInformation, 2)),
            t("What a latent vector tells about its sentence"),
          ),
        ]),
    ...(plan
      ? [
          fact(
            t("Learns from"),
            t("{0} sentences, {1} held out", counted(plan.sentences), counted(plan.validationSentences)),
          ),
        ]
      : []),
    ...(plan ? [fact(t("Runs on"), plan.engine)] : []),
  ];
}

function boundOf(bound: number, unigram: number): string {
  return t("{0} nats, words alone {1}", fixed(bound, 1), fixed(unigram, 1));
}

function minutes(value: number): string {
  return value < 1 ? t("{0} seconds", Math.round(60 * value)) : t("{0} minutes", about(value));
}
