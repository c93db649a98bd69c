/** The truth behind the completions panel: the beginning of a sentence, and its endings. */
import { z } from "zod";
import { HomotopyError } from "../../core/errors";
import { completionsSettingsSchema } from "../../protocol/panelSchemas";
import type { CompletionsHost, CompletionsSettings, CompletionsState } from "../../protocol/panels";
import { hashOf, type Recipe, recipeJson } from "../../protocol/recipe";
import type { Server } from "../../protocol/transport/rpc";
import { nothingYet, PanelController, type PanelServices, type TextPlace } from "./controller";

export const completionsSession = z.object({
  prefix: z.string(),
  settings: completionsSettingsSchema,
  recipeHash: z.string().optional(),
});
type Session = z.infer<typeof completionsSession>;

export class CompletionsController extends PanelController<CompletionsState> implements Server<CompletionsHost> {
  constructor(services: PanelServices, place: TextPlace, settings: CompletionsSettings) {
    super({ model: "", prefix: "", settings }, services, place);
  }

  restore({ prefix, settings, recipeHash }: Session): Promise<CompletionsState> {
    this.recipeHash = recipeHash;
    this.state = { ...this.state, settings };
    return this.#of(prefix);
  }

  explore(prefix: string): Promise<CompletionsState> {
    this.recipeHash = undefined;
    return this.#of(prefix);
  }

  runRecipe({ model, prefix, options }: Recipe & { readonly kind: "completions" }): Promise<CompletionsState> {
    this.recipeHash = hashOf(model);
    this.state = { ...this.state, settings: options };
    return this.#of(prefix);
  }

  complete(settings: CompletionsSettings): Promise<CompletionsState> {
    this.state = { ...this.state, settings };
    return this.#search();
  }

  async accept(text: string): Promise<void> {
    const { prefix } = this.state;
    if (!text.startsWith(prefix)) {
      const advice = "run Homotopy: Complete Sentence again";
      throw new HomotopyError("bad-input", "The completion does not begin with the sentence", "completions", advice);
    }
    await this.place.insertThere(text.slice(prefix.length));
  }

  protected override session(): Session {
    const { prefix, settings } = this.state;
    return { prefix, settings, ...(this.recipeHash ? { recipeHash: this.recipeHash } : {}) };
  }

  protected override recipe(): string {
    const { result, prefix, settings } = this.state;
    if (!result) throw nothingYet();
    return recipeJson({ kind: "completions", model: result.model, prefix, options: settings });
  }

  #of(prefix: string): Promise<CompletionsState> {
    const { result: _, problem: __, ...state } = this.state;
    this.update({ ...state, prefix });
    return this.#search();
  }

  #search(): Promise<CompletionsState> {
    const { prefix, settings } = this.state;
    const { method, count } = settings;
    // Beam search gives at most one ending fewer than its beam is wide.
    const beam = method === "beam" ? Math.max(settings.beam, count + 1) : settings.beam;
    return this.ask(async (engine, model, signal) => {
      const result = await engine.complete(model, prefix, { method, count, beam }, signal);
      const { problem: _, ...state } = this.state;
      return { ...state, model: result.model, result };
    });
  }
}
