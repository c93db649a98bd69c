/** What every panel has around its contents: the line of progress, a problem with its action, notes, and the footer. */
import { t } from "@vscode/l10n";
import { HomotopyError } from "../../src/core/errors";
import { Announcer } from "./announcer";
import { Busy } from "./busy";
import { button } from "./controls";
import { type Child, fill, h, setText } from "./dom";
import { shown } from "./text";

/** Milliseconds that a note stays. */
const NOTE = 4000;

export interface FrameHost {
  copyRecipe(): Promise<void>;
  showLog(): Promise<void>;
}

export class Frame {
  readonly announcer = new Announcer();
  readonly busy: Busy;
  readonly #problem = h("div", { class: "problem", attributes: { role: "alert", hidden: "" } });
  readonly #source = h("span", { class: "footer-source" });
  readonly #note = h("span", { class: "note", attributes: { role: "status" } });
  readonly #recipe: HTMLElement;
  readonly #footer: HTMLElement;
  readonly #main: HTMLElement;
  readonly #host: FrameHost;
  #noteTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, host: FrameHost, ...contents: readonly Child[]) {
    this.#host = host;
    this.#main = h("main", {}, ...contents);
    this.busy = new Busy(this.#main);
    this.#recipe = button({
      label: t("Copy Recipe"),
      title: t("Copy what gives this result again: the model, the seed and the settings"),
      icon: "json",
      secondary: true,
      onClick: () => this.act(this.#host.copyRecipe(), t("Recipe copied")),
    });
    this.#recipe.hidden = true;
    this.#footer = h("footer", {}, this.#source, this.#note, this.#recipe);
    fill(root, this.busy.element, this.#problem, this.#main, this.#footer, this.announcer.element);
  }

  /** Whether the page shows the result before while the host computes the next one. */
  waiting(waits: boolean): void {
    this.busy.waiting(waits);
    this.#main.classList.toggle("waiting", waits);
  }

  /** Which model and settings the result on the page comes from; without a result there is no recipe. */
  source(text: string, hasResult: boolean): void {
    setText(this.#source, text);
    this.#source.title = text;
    this.#recipe.hidden = !hasResult;
  }

  problem(text: string | undefined): void {
    this.#problem.hidden = text === undefined;
    if (text === undefined) {
      fill(this.#problem);
      return;
    }
    fill(
      this.#problem,
      h("span", { class: "codicon codicon-error", attributes: { "aria-hidden": "true" } }),
      h("p", { attributes: { dir: "auto" } }, shown(text)),
      button({
        label: t("Show Log"),
        title: t("Show the log of Homotopy"),
        secondary: true,
        onClick: () => this.act(this.#host.showLog()),
      }),
    );
  }

  /** Waits for an action of the host; says that it is done, or why it failed. */
  act(work: Promise<unknown>, done?: string): void {
    work.then(
      () => done !== undefined && this.note(done),
      (error: unknown) => this.failed(error),
    );
  }

  failed(error: unknown): void {
    if (error instanceof HomotopyError && error.code === "cancelled") return;
    this.problem(error instanceof Error ? error.message : String(error));
  }

  note(text: string): void {
    setText(this.#note, text);
    clearTimeout(this.#noteTimer);
    this.#noteTimer = setTimeout(() => setText(this.#note, ""), NOTE);
  }
}

/** A page without a result: what it is for, and what to do. */
export function emptyState(icon: string, title: string, words: string): HTMLElement {
  return h(
    "div",
    { class: "empty" },
    h("span", { class: `codicon codicon-${icon}`, attributes: { "aria-hidden": "true" } }),
    h("p", { class: "empty-title" }, title),
    h("p", {}, words),
  );
}

export interface Section {
  readonly element: HTMLElement;
  /** Beside the title, for the caller to fill. */
  readonly aside: HTMLElement;
  rename(title: string): void;
}

/** A titled part of a panel. */
export function section(title: string, ...contents: readonly Child[]): Section {
  const aside = h("div", { class: "section-aside" });
  const heading = h("h2");
  const element = h("section", {}, h("div", { class: "section-heading" }, heading, aside), ...contents);
  const rename = (name: string) => {
    setText(heading, name);
    element.setAttribute("aria-label", name);
  };
  rename(title);
  return { element, aside, rename };
}
