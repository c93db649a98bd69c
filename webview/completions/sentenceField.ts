/** The sentence that something is missing of, to be changed on the page, beside what stands in the editor. */
import { t } from "@vscode/l10n";
import { hasGap } from "../../src/core/text/gaps";
import type { CompletionsState } from "../../src/protocol/panels";
import { button } from "../lib/controls";
import { fill, h, setText } from "../lib/dom";
import { sentence } from "../lib/text";
import { withGap } from "./gapMarking";

/** UTF-16 units that can be typed: more than any model's sentence. */
const LONGEST = "10000";

export class SentenceField {
  readonly element: HTMLElement;
  readonly #title = h("h1", { class: "eyebrow" });
  readonly #hint = h(
    "p",
    { class: "hint", attributes: { id: "sentence-hint" } },
    t("Write ___ for what is missing; without it the sentence goes on at its end. Enter searches."),
  );
  readonly #field = h("textarea", {
    class: "sentence-field",
    attributes: {
      ...{ rows: "1", maxlength: LONGEST, dir: "auto", spellcheck: "false" },
      ...{ "aria-label": t("Sentence"), "aria-describedby": "sentence-hint" },
    },
  });
  readonly #original = h("p", { class: "original" });
  /** What the host knows. */
  #known = "";

  constructor(private readonly retype: (text: string) => void) {
    this.#field.addEventListener("keydown", (event) => this.#onKey(event));
    this.#field.addEventListener("change", () => this.#submit());
    const mark = button({
      label: t("Mark as Gap"),
      title: t("Make a gap of the words that are selected in the sentence"),
      icon: "whole-word",
      secondary: true,
      onClick: () => this.#mark(),
    });
    const below = h("div", { class: "field-foot" }, this.#hint, mark);
    const line = h("div", { class: "eyebrow-line" }, this.#title);
    this.element = h("header", {}, line, this.#field, below, this.#original);
  }

  draw({ text, original, problem }: CompletionsState): void {
    setText(this.#title, titleOf(text, problem !== undefined));
    // What is being typed is not written over.
    const isTouched = this.#field.value !== this.#known && document.activeElement === this.#field;
    if (text !== this.#known || this.#field.value === "") {
      if (!isTouched) this.#field.value = text;
      this.#known = text;
    }
    const isOther = original !== undefined && original.trim() !== text.trim();
    this.#original.hidden = !isOther;
    if (isOther) fill(this.#original, h("span", { class: "eyebrow" }, t("In the editor")), sentence(original, text));
  }

  #mark(): void {
    const { value, selectionStart, selectionEnd } = this.#field;
    this.#field.value = withGap(value, selectionStart, selectionEnd);
    this.#submit();
    this.#field.focus();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    this.#submit();
  }

  #submit(): void {
    const { value } = this.#field;
    if (value === this.#known) return;
    this.#known = value;
    this.retype(value);
  }
}

function titleOf(text: string, isWrong: boolean): string {
  if (hasGap(text)) return t("Sentence with gaps");
  return text === "" || isWrong ? t("Sentence") : t("Beginning of the sentence");
}
