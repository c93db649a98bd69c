/** The truth behind the variants panel: the sentences, which one is shown, how it is sampled, and what was kept. */
import { randomInt } from "node:crypto";
import * as z from "zod";
import type { VariantsResult } from "../../core/exploration";
import type { LatentDescription } from "../../protocol/engine";
import { variantsSettingsSchema } from "../../protocol/panelSchemas";
import type { PathPlace, VariantsHost, VariantsSettings, VariantsState } from "../../protocol/panels";
import { hashOf, type Recipe, recipeJson } from "../../protocol/recipe";
import type { Server } from "../../protocol/transport/rpc";
import { nothingYet, PanelController, type PanelServices, type TextPlace } from "./controller";
import { variantsOfPrior } from "./prior";

const MOST_KEPT = 1000;
const SEEDS = 2 ** 31;
const NO_LATENT: LatentDescription = { dimension: 0, mean: [], deviation: [], kl: [] };

/** What a reload keeps: the question, not the answer. */
export const variantsSession = z.object({
  sentences: z.array(z.string()),
  page: z.int().nonnegative(),
  settings: variantsSettingsSchema,
  kept: z.array(z.string()),
  prior: z.boolean(),
  recipeHash: z.string().optional(),
});
type Session = z.infer<typeof variantsSession>;

export type VariantsDefaults = Pick<VariantsSettings, "count" | "spread" | "temperature">;

export class VariantsController extends PanelController<VariantsState> implements Server<VariantsHost> {
  constructor(services: PanelServices, place: TextPlace, defaults: VariantsDefaults) {
    const settings = { ...defaults, sharpen: false, seed: randomInt(SEEDS), seedLocked: false };
    super({ model: "", sentences: [], page: 0, settings, latent: NO_LATENT, kept: [] }, services, place);
  }

  /** Takes up where an earlier window stopped. */
  restore(session: Session): Promise<VariantsState> {
    const { sentences, page, settings, kept, prior } = session;
    this.recipeHash = session.recipeHash;
    this.state = { ...this.state, settings, kept };
    return prior ? this.#turnToPrior() : this.#turn(sentences, page);
  }

  explore(sentences: readonly string[]): Promise<VariantsState> {
    this.recipeHash = undefined;
    return this.#turn(sentences, 0);
  }

  /** Shows draws from the prior in place of a sentence's variants. */
  samplePrior(): Promise<VariantsState> {
    this.recipeHash = undefined;
    return this.#turnToPrior();
  }

  runRecipe(recipe: Recipe & { readonly kind: "variants" | "sample" }): Promise<VariantsState> {
    this.recipeHash = hashOf(recipe.model);
    const settings = { ...this.state.settings, sharpen: false, ...recipe.options, seedLocked: true };
    this.state = { ...this.state, settings };
    return recipe.kind === "variants" ? this.#turn([recipe.text], 0) : this.#turnToPrior();
  }

  resample(settings: VariantsSettings): Promise<VariantsState> {
    const again = JSON.stringify(settings) === JSON.stringify({ ...settings, ...this.state.settings });
    const seed = again && !settings.seedLocked ? randomInt(SEEDS) : settings.seed;
    this.state = { ...this.state, settings: { ...settings, seed } };
    return this.#sample();
  }

  turnTo(page: number): Promise<VariantsState> {
    return this.#turn(this.state.sentences, page);
  }

  moreLike(text: string): Promise<VariantsState> {
    return this.explore([text]);
  }

  replaceSelection(text: string): Promise<void> {
    return this.place.replaceSelection(text);
  }

  setPath(place: PathPlace, text: string): Promise<void> {
    return this.services.setPath(place, text);
  }

  async keep(text: string): Promise<VariantsState> {
    if (this.state.kept.includes(text)) return this.state;
    return this.#keeping([...this.state.kept, text].slice(-MOST_KEPT));
  }

  async discard(text: string): Promise<VariantsState> {
    return this.#keeping(this.state.kept.filter((kept) => kept !== text));
  }

  protected override session(): Session {
    const { sentences, page, settings, kept, prior = false } = this.state;
    const { recipeHash } = this;
    return { sentences: [...sentences], page, settings, kept: [...kept], prior, ...(recipeHash ? { recipeHash } : {}) };
  }

  protected override recipe(): string {
    const { result, settings, prior } = this.state;
    if (!result) throw nothingYet();
    const { count, spread, temperature, sharpen } = settings;
    const { model, seed, text } = result;
    return prior
      ? recipeJson({ kind: "sample", model, options: { count, temperature, seed } })
      : recipeJson({
          kind: "variants",
          model,
          text,
          options: { count, spread, temperature, seed, ...(sharpen && { sharpen }) },
        });
  }

  #keeping(kept: readonly string[]): VariantsState {
    const state = this.update({ ...this.state, kept });
    this.services.save(this.session());
    return state;
  }

  #turn(sentences: readonly string[], page: number): Promise<VariantsState> {
    const within = Math.min(page, Math.max(0, sentences.length - 1));
    this.update({ ...withoutResult(this.state), sentences, page: within, prior: false });
    return this.#sample();
  }

  #turnToPrior(): Promise<VariantsState> {
    this.update({ ...withoutResult(this.state), sentences: [], page: 0, prior: true });
    return this.#sample();
  }

  #sample(): Promise<VariantsState> {
    const { sentences, page, settings, prior } = this.state;
    const { count, spread, temperature, sharpen, seed } = settings;
    const sentence = sentences[page] ?? "";
    return this.ask(async (engine, model, signal) => {
      const [{ latent }, result]: [{ latent: LatentDescription }, VariantsResult] = await Promise.all([
        engine.describe(model, signal),
        prior
          ? engine.sample(model, { count, temperature, seed }, signal).then(variantsOfPrior)
          : engine.variants(model, sentence, { count, spread, temperature, sharpen, seed }, signal),
      ]);
      const { problem: _, ...state } = this.state;
      return { ...state, model: result.model, latent, result };
    });
  }
}

function withoutResult({ result: _, problem: __, ...state }: VariantsState): VariantsState {
  return state;
}
