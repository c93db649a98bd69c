/** The thin line at the top that moves while something is computed: late enough, and long enough, not to flicker. */
import { h } from "./dom";

/** Milliseconds of work before the line shows, and those that it then stays at least. */
const DELAY = 300;
const STAY = 500;

export class Busy {
  readonly element = h("div", { class: "progress-line", attributes: { hidden: "", "aria-hidden": "true" } });
  readonly #region: HTMLElement;
  #running = 0;
  #waits = false;
  #shownAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `region` is marked as busy for assistive technology while something runs. */
  constructor(region: HTMLElement) {
    this.#region = region;
  }

  /** Whether the host is at work unasked: it has shown a state without a result. */
  waiting(waits: boolean): void {
    if (waits === this.#waits) return;
    this.#waits = waits;
    this.#change(waits ? 1 : -1);
  }

  async during<T>(work: Promise<T>): Promise<T> {
    this.#change(1);
    try {
      return await work;
    } finally {
      this.#change(-1);
    }
  }

  #change(by: 1 | -1): void {
    this.#running += by;
    const busy = this.#running > 0;
    this.#region.setAttribute("aria-busy", String(busy));
    clearTimeout(this.#timer);
    if (busy === !this.element.hidden) return;
    const wait = busy ? DELAY : Math.max(0, this.#shownAt + STAY - performance.now());
    this.#timer = setTimeout(() => {
      this.element.hidden = !busy;
      this.#shownAt = performance.now();
    }, wait);
  }
}
