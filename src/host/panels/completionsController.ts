/** The truth behind the completions panel: a sentence with something missing, and what each method puts there. */
import * as z from "zod";
import { HomotopyError } from "../../core/errors";
import type { CompletionMethod } from "../../core/exploration";
import { isComplete } from "../../core/text/cursor/lastSentence";
import { fillingsOf, hasGap, knownParts } from "../../core/text/gaps";
import { normalizePrefix } from "../../core/text/normalize";
import { completionsSettingsSchema } from "../../protocol/panelSchemas";
import type { CompletionsHost, CompletionsSettings, CompletionsState, Search } from "../../protocol/panels";
import { hashOf, type Recipe, recipeJson } from "../../protocol/recipe";
import type { Server } from "../../protocol/transport/rpc";
import { nothingYet, PanelController, type PanelServices, type TextPlace } from "./controller";

/** More than anybody fills at once; each multiplies what has to be searched. */
const MOST_GAPS = 8;

export const completionsSession = z.object({
  text: z.string(),
  original: z.string().optional(),
  settings: completionsSettingsSchema,
  recipeHash: z.string().optional(),
});
type Session = z.infer<typeof completionsSession>;

export class CompletionsController extends PanelController<CompletionsState> implements Server<CompletionsHost> {
  /** The text as the editor's gaps have it: not what was changed on the page. */
  #read: string | undefined;

  constructor(
    services: PanelServices,
    place: TextPlace,
    settings: CompletionsSettings,
    /** Milliseconds since any fixed moment. */
    private readonly clock: () => number = () => performance.now(),
  ) {
    super({ model: "", text: "", settings }, services, place);
  }

  restore({ text, original, settings, recipeHash }: Session): Promise<CompletionsState> {
    this.recipeHash = recipeHash;
    this.state = { ...this.state, settings };
    this.#read = original === undefined ? undefined : text;
    return this.#of(text, original);
  }

  /** `original`: the sentence as it stands in the editor. */
  explore(text: string, original: string): Promise<CompletionsState> {
    this.recipeHash = undefined;
    this.#read = normalizePrefix(text);
    return this.#of(text, original);
  }

  runRecipe({ model, text, options }: Recipe & { readonly kind: "completions" }): Promise<CompletionsState> {
    this.recipeHash = hashOf(model);
    this.state = { ...this.state, settings: options };
    this.#read = undefined;
    return this.#of(text, undefined);
  }

  complete(settings: CompletionsSettings): Promise<CompletionsState> {
    this.state = { ...this.state, settings };
    return this.#search();
  }

  retype(text: string): Promise<CompletionsState> {
    return this.#of(text, this.state.original);
  }

  async accept(text: string): Promise<void> {
    const { text: question, original, beam, icm } = this.state;
    const found = [beam, icm].flatMap((search) => search?.result.completions ?? []);
    const filled = found.find((completion) => completion.text === text)?.filled;
    const fillings = filled && fillingsOf(text, knownParts(question), filled);
    if (fillings === undefined) {
      const advice = "run Homotopy: Complete Sentence again";
      throw new HomotopyError("bad-input", "The completion is none of this sentence", "completions", advice);
    }
    if (original === undefined) await this.place.insert(text);
    else if (question === this.#read) await this.place.fillThere(fillings);
    else await this.place.rewriteThere(text);
  }

  protected override session(): Session {
    const { text, original, settings } = this.state;
    const { recipeHash } = this;
    return { text, ...(original !== undefined && { original }), settings, ...(recipeHash ? { recipeHash } : {}) };
  }

  protected override recipe(): string {
    const { beam, text, settings } = this.state;
    if (!beam) throw nothingYet();
    return recipeJson({ kind: "completions", model: beam.result.model, text, options: settings });
  }

  #of(text: string, original: string | undefined): Promise<CompletionsState> {
    const { model, settings } = this.state;
    this.update({ model, text: normalizePrefix(text), ...(original !== undefined && { original }), settings });
    return this.#search();
  }

  #search(): Promise<CompletionsState> {
    const { text, settings } = this.state;
    if (text === "") return this.ask(async () => this.state);
    return this.ask(async (engine, model, signal) => {
      const call = hasGapToFill(text) ? engine.impute : engine.complete;
      // Loads the model, so that a search takes no longer than it does.
      const { latent } = await engine.describe(model, signal);
      const search = async (method: CompletionMethod): Promise<Search> => {
        const start = this.clock();
        const result = await call(model, text, { method, ...settings }, signal);
        return { result, milliseconds: this.clock() - start };
      };
      const beam = await search("beam");
      const isLanguageModel = latent.dimension === 0;
      // Beside neither search, whose time is measured.
      const found = isLanguageModel ? {} : await engine.familiarityOfKnown(model, text, signal);
      const { problem: _, icm: before, familiarity: __, ...state } = this.state;
      const half = { ...state, model: beam.result.model, beam, isLanguageModel, ...found };
      if (isLanguageModel) return half;
      // The first column need not wait for the second; one that is there stays until the next comes.
      if (before === undefined && !signal.aborted) this.update(half);
      return { ...half, icm: await search("icm") };
    });
  }
}

/** @throws HomotopyError "bad-input" where nothing is missing, or everything */
function hasGapToFill(text: string): boolean {
  if (!hasGap(text)) {
    if (!isComplete(text)) return false;
    const advice = "write ___ for the words that another text should stand for, or select them and press Mark as Gap";
    throw new HomotopyError("bad-input", "The sentence has no gap and no open end", "text", advice);
  }
  const known = knownParts(text);
  if (known.every((part) => part === "")) {
    throw new HomotopyError("bad-input", "The text is nothing but a gap", "text", "leave at least one word beside it");
  }
  const gaps = known.length - 1;
  if (gaps <= MOST_GAPS) return true;
  const what = `The sentence has ${gaps} gaps, and at most ${MOST_GAPS} are filled at once`;
  throw new HomotopyError("bad-input", what, "text", "fill some of them first");
}
