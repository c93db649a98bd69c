/** The sentence that is explored: its text as the model read it, its reconstruction, and the way to the other sentences. */
import { t } from "@vscode/l10n";
import type { SharpeningGain } from "../../src/core/exploration";
import { strangenessOf } from "../../src/core/metrics/strangeness";
import type { VariantsState } from "../../src/protocol/panels";
import { iconButton } from "../lib/controls";
import { fill, h, setText } from "../lib/dom";
import { fixed } from "../lib/numbers";
import { percentileInWords, strangenessInWords, trainingOffer } from "../lib/strangeness";
import { sentence } from "../lib/text";

export class SentenceHeader {
  readonly element: HTMLElement;
  readonly #title = h("span", { class: "eyebrow" });
  readonly #pager: HTMLElement;
  readonly #previous: HTMLButtonElement;
  readonly #next: HTMLButtonElement;
  readonly #text = h("h1", { class: "source" });
  readonly #facts = h("dl", { class: "facts" });
  #page = 0;

  constructor(
    turnTo: (page: number) => void,
    /** Trains on the workspace. */
    private readonly train: () => void,
  ) {
    this.#previous = iconButton({
      icon: "chevron-left",
      title: t("Previous sentence of the selection"),
      onClick: () => turnTo(this.#page - 1),
    });
    this.#next = iconButton({
      icon: "chevron-right",
      title: t("Next sentence of the selection"),
      onClick: () => turnTo(this.#page + 1),
    });
    this.#pager = h("span", { class: "pager" }, this.#previous, this.#next);
    this.element = h(
      "header",
      {},
      h("div", { class: "eyebrow-line" }, this.#title, this.#pager),
      this.#text,
      this.#facts,
    );
  }

  draw({ sentences, page, result, prior = false }: VariantsState): void {
    this.#page = page;
    const count = sentences.length;
    setText(this.#title, count > 1 ? t("Sentence {0} of {1}", page + 1, count) : prior ? t("Prior") : t("Sentence"));
    this.#pager.hidden = count < 2;
    this.#setEnabled(this.#previous, page > 0);
    this.#setEnabled(this.#next, page < count - 1);
    fill(this.#text, prior ? t("Sentences drawn from the prior") : sentence(sentences[page] ?? ""));
    this.#facts.hidden = prior || result === undefined;
    if (result !== undefined) this.#drawFacts(result);
  }

  #drawFacts(result: NonNullable<VariantsState["result"]>): void {
    const { text, reconstruction, kl, truncated, sharpened } = result;
    const about = t("KL divergence of the posterior from the prior: how much of the sentence the latent vector holds");
    fill(
      this.#facts,
      truncated && fact(t("Read as"), t("Longer than the model reads: the rest was left out"), sentence(text)),
      fact(t("Reconstruction"), t("What the model decodes at the posterior mean"), sentence(reconstruction, text)),
      fact(t("Information"), about, t("{0} nats", fixed(kl, 1))),
      sharpened !== undefined && sharpening(sharpened),
      strangeness(result, this.train),
    );
  }

  /** A button that the focus is on stays focusable: it only stops to work. */
  #setEnabled(button: HTMLButtonElement, isEnabled: boolean): void {
    button.setAttribute("aria-disabled", String(!isEnabled));
  }
}

function sharpening({ boundBefore, boundAfter, gain, gainError }: SharpeningGain): HTMLElement {
  const about = t(
    "Limit of the sentence's negative log-likelihood at the encoder's posterior and at the refined one; standard error of the difference {0} nats",
    fixed(gainError, 2),
  );
  const bounds = t("bound {0} → {1}, {2} nats nearer", fixed(boundBefore, 1), fixed(boundAfter, 1), fixed(gain, 1));
  return fact(t("Sharpened"), about, bounds);
}

function strangeness(result: NonNullable<VariantsState["result"]>, train: () => void): HTMLElement | undefined {
  const { familiarity } = result;
  const found = strangenessOf(familiarity, result);
  if (familiarity === undefined || found === undefined) return undefined;
  const words = h("span", {}, strangenessInWords(found), " ", trainingOffer(train));
  return fact(t("Familiarity"), percentileInWords(familiarity), words);
}

function fact(name: string, title: string, value: Node | string): HTMLElement {
  return h("div", { class: "fact" }, h("dt", { title }, name), h("dd", {}, value));
}
