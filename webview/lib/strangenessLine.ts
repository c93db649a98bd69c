/** The line below a text that says how strange it is to the model; hidden of a familiar one. */
import type { Familiarity } from "../../src/core/metrics/familiarity";
import { strangenessOf } from "../../src/core/metrics/strangeness";
import { type Child, fill, h } from "./dom";
import { percentileInWords, strangenessInWords } from "./strangeness";

export class StrangenessLine {
  readonly element = h("p", { class: "strangeness", attributes: { hidden: "" } });

  /** `offer` follows the words. */
  constructor(private readonly offer?: HTMLElement) {}

  /** Whether there was anything to say. */
  draw(familiarity: Familiarity | undefined): boolean {
    const strangeness = strangenessOf(familiarity);
    this.element.hidden = strangeness === undefined;
    if (strangeness === undefined || familiarity === undefined) return false;
    this.element.title = percentileInWords(familiarity);
    const offered: Child[] = this.offer === undefined ? [] : [" ", this.offer];
    fill(this.element, strangenessInWords(strangeness), ...offered);
    return true;
  }
}
