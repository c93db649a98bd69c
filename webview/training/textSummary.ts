/** What text there is, and what of it is left out and why. */
import { t } from "@vscode/l10n";
import type { PlannedText, SkippedText } from "../../src/protocol/training";
import { type Child, fill, h, setText } from "../lib/dom";
import { section } from "../lib/frame";
import { plural, share } from "../lib/numbers";
import { shown } from "../lib/text";
import { bytes, counted, fact } from "./facts";

/** Files of one reason that are named. */
const EXAMPLES = 5;
/** Shares of the text below this are not worth a word. */
const LEAST_SHARE = 0.005;

export class TextSummary {
  readonly element: HTMLElement;
  readonly #facts = h("dl", { class: "facts" });
  readonly #summary = h("summary");
  readonly #reasons = h("ul", { class: "reasons" });
  readonly #details = h("details", {}, this.#summary, this.#reasons);

  constructor() {
    this.element = section(t("Text"), this.#facts, this.#details).element;
  }

  /** `source`: the folder that the text is of, which need not be said again. */
  draw(text: PlannedText, source: string): void {
    const about = text.estimated ? t("about {0}", counted(text.sentences)) : counted(text.sentences);
    const isEstimated = t("A part of the text was read; the figures are scaled up from it");
    fill(
      this.#facts,
      fact(t("Files"), `${counted(text.files)} · ${bytes(text.bytes)}`),
      fact(t("Kinds"), formats(text)),
      fact(t("Sentences"), about, text.estimated ? isEstimated : ""),
      fact(t("Languages"), languages(text)),
    );
    this.#drawLeftOut(text, source);
  }

  #drawLeftOut({ skipped, dropped }: PlannedText, source: string): void {
    const sentences = Object.entries(dropped).filter(([, count]) => count > 0);
    const files = skipped.reduce((sum, { count }) => sum + count, 0);
    this.#details.hidden = files === 0 && sentences.length === 0;
    const left = sentences.reduce((sum, [, count]) => sum + count, 0);
    const words = [
      ...(files > 0 ? [plural(files, t("file or folder"), t("files and folders"))] : []),
      ...(left > 0 ? [plural(left, t("sentence"), t("sentences"))] : []),
    ];
    setText(this.#summary, t("Left out: {0}", words.join(", ")));
    fill(
      this.#reasons,
      ...skipped.map((each) => skippedReason(each, source)),
      ...sentences.map(([reason, count]) =>
        h("li", {}, `${shown(reason)}: ${plural(count, t("sentence"), t("sentences"))}`),
      ),
    );
  }
}

function skippedReason({ reason, count, examples }: SkippedText, source: string): HTMLElement {
  const named = examples
    .slice(0, EXAMPLES)
    .map((example) => h("li", { class: "path" }, shown(within(source, example))));
  const more: Child =
    count > named.length && named.length > 0 && h("li", {}, t("and {0} more", counted(count - named.length)));
  return h("li", {}, `${shown(reason)}: ${counted(count)}`, h("ul", {}, ...named, more));
}

function within(folder: string, path: string): string {
  return path.startsWith(folder) && path.length > folder.length
    ? path.slice(folder.length).replace(/^[\\/]/, "")
    : path;
}

function formats({ formats: all }: PlannedText): string {
  const sorted = Object.entries(all).sort(([, one], [, other]) => other - one);
  return sorted.map(([format, count]) => `${format} ${counted(count)}`).join(", ");
}

function languages({ languages: all }: PlannedText): string {
  const worth = all.filter((language) => language.share >= LEAST_SHARE);
  return worth.map(({ language, share: part }) => `${nameOf(language)} ${share(part)}`).join(", ");
}

function nameOf(language: string): string {
  if (language === "und") return t("unknown");
  try {
    return (
      new Intl.DisplayNames([document.documentElement.lang || "en"], { type: "language" }).of(language) ?? language
    );
  } catch {
    return language;
  }
}
