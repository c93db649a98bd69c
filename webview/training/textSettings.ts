/** What is read of the folder: globs, and whether what is usually passed over is read too. */
import { t } from "@vscode/l10n";
import type { SettingValue, TrainingChoice } from "../../src/protocol/trainingPanel";
import { checkbox, textField } from "../lib/controls";
import { h } from "../lib/dom";

export class TextSettings {
  readonly element: HTMLElement;
  readonly #include;
  readonly #exclude;
  readonly #ignored;
  readonly #code;

  constructor(onChange: (name: string, value: SettingValue | undefined) => void) {
    const globs = (name: string) => (text: string) => onChange(name, text === "" ? undefined : text);
    this.#include = textField(
      { label: t("Read only"), title: t("Globs of the files to read, separated by commas, as in **/*.md, notes/**") },
      globs("include"),
    );
    this.#exclude = textField(
      { label: t("Leave out"), title: t("Globs of what to pass over, separated by commas") },
      globs("exclude"),
    );
    this.#ignored = checkbox(
      { label: t("What git ignores too"), title: t("Reads files that .gitignore names") },
      (on) => onChange("gitignore", on ? false : undefined),
    );
    this.#code = checkbox(
      { label: t("Comments of code"), title: t("Reads the comments and documentation of source files") },
      (on) => onChange("codeFiles", on || undefined),
    );
    const fields = [this.#include, this.#exclude, this.#ignored, this.#code].map(({ element }) => element);
    const attributes = { role: "group", "aria-label": t("Which text is read") };
    this.element = h("div", { class: "settings", attributes }, ...fields);
  }

  draw({ include, exclude, gitignore, codeFiles }: TrainingChoice["settings"]): void {
    this.#include.value = typeof include === "string" ? include : "";
    this.#exclude.value = typeof exclude === "string" ? exclude : "";
    this.#ignored.value = gitignore === false;
    this.#code.value = codeFiles === true;
  }
}
