/** Tells a screen reader what came: politely, and once a run of quick results has settled. */
import { h, setText } from "./dom";

/** Milliseconds without a newer announcement after which one is read out. */
const SETTLED = 600;

export class Announcer {
  readonly element = h("div", { class: "visually-hidden", attributes: { role: "status", "aria-live": "polite" } });
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => setText(this.element, text), SETTLED);
  }
}
