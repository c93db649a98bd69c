/** What the exploring commands do: take sentences from the editor, and open the panel that answers. */
import * as vscode from "vscode";
import { HomotopyError } from "../../core/errors";
import type { PathPlace } from "../../protocol/panels";
import { activeEditor, editorInSight, selectedEnds, selectedSentences } from "../editor/selection";
import { type SentenceToFill, sentenceAroundSelection, sentenceToFill } from "../editor/sentenceToFill";
import type { ModelCatalogue } from "../models/catalogue";
import type { RecentSentences } from "../services/recent";
import { chooseEnds } from "./chooseSentences";
import type { Panels } from "./panels";
import { askForRecipe, modelForRecipe } from "./recipes";

const MESSAGE_TIME = 4000;

export class Exploring {
  readonly #ends: { start?: string; end?: string } = {};

  constructor(
    /** Made on first use. */
    private readonly panels: () => Panels,
    private readonly recent: RecentSentences,
    private readonly catalogue: ModelCatalogue,
  ) {}

  async variants(): Promise<void> {
    const editor = await activeEditor();
    const { sentences, cut } = selectedSentences(editor);
    const { variants, places } = this.panels();
    places.variants.set(editor);
    begin(variants.controller.explore(sentences));
    variants.reveal();
    if (cut) {
      const message = vscode.l10n.t("The selection is long. Its first {0} sentences are explored.", sentences.length);
      void vscode.window.showInformationMessage(message);
    }
    await this.recent.add(...sentences);
  }

  async interpolate(): Promise<void> {
    const [from, to] = editorInSight() ? selectedEnds(await activeEditor()) : [];
    const ends = from !== undefined && to !== undefined ? { from, to } : await this.#chooseEnds(from);
    if (ends) await this.#walk(ends.from, ends.to);
  }

  async complete(): Promise<void> {
    const editor = await activeEditor();
    this.#fill(editor, sentenceToFill(editor));
  }

  async markGap(): Promise<void> {
    const editor = await activeEditor();
    this.#fill(editor, sentenceAroundSelection(editor));
  }

  /** Explores a sentence that is no part of the editor, or without one the prior. */
  exploreText(sentence: string | undefined): void {
    const { variants } = this.panels();
    begin(sentence === undefined ? variants.controller.samplePrior() : variants.controller.explore([sentence]));
    variants.reveal();
  }

  async samplePrior(): Promise<void> {
    const { variants, places } = this.panels();
    const editor = editorInSight();
    if (editor) places.variants.set(editor);
    begin(variants.controller.samplePrior());
    variants.reveal();
  }

  async setPathFromSelection(place: PathPlace): Promise<void> {
    const [sentence] = selectedSentences(await activeEditor()).sentences;
    return this.setPath(place, sentence ?? "");
  }

  /** Notes one end of a path; with both, the path is walked. */
  async setPath(place: PathPlace, text: string): Promise<void> {
    this.#ends[place] = text;
    const { start, end } = this.#ends;
    if (start !== undefined && end !== undefined) return this.#walk(start, end);
    await this.recent.add(text);
    const message =
      place === "start"
        ? vscode.l10n.t("The path starts here. Set its end to walk it.")
        : vscode.l10n.t("The path ends here. Set its start to walk it.");
    vscode.window.setStatusBarMessage(message, MESSAGE_TIME);
  }

  async runRecipe(): Promise<void> {
    const asked = await askForRecipe();
    const recipe = asked && (await modelForRecipe(asked, this.catalogue));
    if (!recipe) return;
    const { variants, homotopy, completions } = this.panels();
    switch (recipe.kind) {
      case "variants":
      case "sample":
        begin(variants.controller.runRecipe(recipe));
        return variants.reveal();
      case "homotopy":
        begin(homotopy.controller.runRecipe(recipe));
        return homotopy.reveal();
      case "completions":
        begin(completions.controller.runRecipe(recipe));
        return completions.reveal();
    }
  }

  #fill(editor: vscode.TextEditor, { text, original, spots }: SentenceToFill): void {
    const { completions, places } = this.panels();
    places.completions.setSpots(editor, spots);
    begin(completions.controller.explore(text, original));
    completions.reveal();
  }

  #chooseEnds(selected: string | undefined) {
    const { start, end } = this.#ends;
    return chooseEnds(this.recent.all, { from: selected ?? start, to: end });
  }

  async #walk(from: string, to: string): Promise<void> {
    const { homotopy, places } = this.panels();
    const editor = editorInSight();
    if (editor) places.homotopy.set(editor);
    begin(homotopy.controller.explore(from, to));
    homotopy.reveal();
    await this.recent.add(from, to);
  }
}

/** The panel shows the answer or the problem; that a newer question cancelled this one is nobody's concern. */
function begin(answer: Promise<unknown>): void {
  answer.catch((error: unknown) => {
    if (error instanceof HomotopyError) return;
    throw error;
  });
}
