/** The truth behind the homotopy panel: two sentences, the path between them, and the sentences met on it. */
import * as z from "zod";
import { HomotopyError } from "../../core/errors";
import type { DecodedPoint } from "../../protocol/engine";
import { homotopySettingsSchema } from "../../protocol/panelSchemas";
import type { HomotopyHost, HomotopySettings, HomotopyState } from "../../protocol/panels";
import { hashOf, type Recipe, recipeJson } from "../../protocol/recipe";
import type { Server } from "../../protocol/transport/rpc";
import { Newest } from "../services/newest";
import { nothingYet, PanelController, type PanelServices, type TextPlace } from "./controller";

export const homotopySession = z.object({
  from: z.string(),
  to: z.string(),
  settings: homotopySettingsSchema,
  recipeHash: z.string().optional(),
});
type Session = z.infer<typeof homotopySession>;

export class HomotopyController extends PanelController<HomotopyState> implements Server<HomotopyHost> {
  /** Of the slider: it must not cancel the walk, nor the walk it. */
  readonly #slider = new Newest();

  constructor(services: PanelServices, place: TextPlace, settings: HomotopySettings) {
    super({ model: "", from: "", to: "", settings }, services, place);
  }

  restore({ from, to, settings, recipeHash }: Session): Promise<HomotopyState> {
    this.recipeHash = recipeHash;
    this.state = { ...this.state, settings };
    return this.#between(from, to);
  }

  explore(from: string, to: string): Promise<HomotopyState> {
    this.recipeHash = undefined;
    return this.#between(from, to);
  }

  runRecipe({ model, from, to, options }: Recipe & { readonly kind: "homotopy" }): Promise<HomotopyState> {
    this.recipeHash = hashOf(model);
    this.state = { ...this.state, settings: options };
    return this.#between(from, to);
  }

  walk(settings: HomotopySettings): Promise<HomotopyState> {
    this.state = { ...this.state, settings };
    return this.#walk();
  }

  swap(): Promise<HomotopyState> {
    return this.#between(this.state.to, this.state.from);
  }

  decodeAt(t: number): Promise<DecodedPoint> {
    const { from, to, settings } = this.state;
    if (from === "" || to === "") throw nothingYet();
    return this.#slider.run(async (signal) => {
      const model = await this.services.model(this.recipeHash);
      return this.services.use((engine) => engine.pointOnPath(model, from, to, { t, path: settings.path }, signal));
    });
  }

  async insertList(): Promise<void> {
    if (!this.state.result) throw nothingYet();
    await this.place.insert(markdownList(this.state.result.steps.map(({ text }) => text)));
  }

  override detach(): void {
    super.detach();
    this.#slider.cancel();
  }

  protected override session(): Session {
    const { from, to, settings } = this.state;
    return { from, to, settings, ...(this.recipeHash ? { recipeHash: this.recipeHash } : {}) };
  }

  protected override recipe(): string {
    const { result, from, to, settings } = this.state;
    if (!result) throw nothingYet();
    return recipeJson({ kind: "homotopy", model: result.model, from, to, options: settings });
  }

  async #between(from: string, to: string): Promise<HomotopyState> {
    const { result: _, familiarity: __, problem: ___, ...state } = this.state;
    this.update({ ...state, from, to });
    if (from.trim() !== "" && to.trim() !== "") return this.#walk();
    throw new HomotopyError("bad-input", "A path needs two sentences", "path", "choose a start and an end");
  }

  #walk(): Promise<HomotopyState> {
    const { from, to, settings } = this.state;
    return this.ask(async (engine, model, signal) => {
      const [result, familiarity] = await Promise.all([
        engine.interpolate(model, from, to, settings, signal),
        engine.familiarity(model, [from, to], signal),
      ]);
      const { problem: _, ...state } = this.state;
      return { ...state, model: result.model, result, familiarity };
    });
  }
}

/** A list whose items stay text, whatever characters of Markdown they begin with. */
export function markdownList(sentences: readonly string[]): string {
  return sentences.map((sentence) => `- ${sentence.replace(/[\\`*_[\]<>]/g, "\\$&")}\n`).join("");
}
