/**
 * What the three panels have in common: the truth about what is shown, kept here and told to the page. No VS Code in the
 * controllers: what they need of it comes in as `PanelServices`.
 */
import { HomotopyError, messageOf } from "../../core/errors";
import type { EngineApi } from "../../protocol/engine";
import type { PathPlace } from "../../protocol/panels";
import type { Client } from "../../protocol/transport/rpc";
import { Newest } from "../services/newest";

export interface PanelServices {
  /** Runs calls on the engine. */
  use<T>(work: (engine: Client<EngineApi>) => Promise<T>): Promise<T>;
  /** Folder of the model with that hash or, without one, of the active model. */
  model(hash?: string): Promise<string>;
  copy(text: string): Promise<void>;
  showLog(): void;
  /** Puts down what the person should find again after a reload. */
  save(session: unknown): void;
  setPath(place: PathPlace, text: string): Promise<void>;
  /** Plans to train on the workspace. */
  train(): Promise<void>;
}

/** Where a result's text goes. */
export interface TextPlace {
  /** Inserts at the cursor, behind what is selected. */
  insert(text: string): Promise<void>;
  replaceSelection(text: string): Promise<void>;
  /** Puts a text into each gap of the sentence that was read, in their order; of a beginning, behind it. */
  fillThere(texts: readonly string[]): Promise<void>;
  /** Makes the sentence that was read into another one. */
  rewriteThere(sentence: string): Promise<void>;
}

/** What a panel in the window needs of its controller. */
export interface PanelLife<State> {
  /** From now on the page is told of new states through `show`. */
  attach(show: (state: State) => void): void;
  /** The page is gone. */
  detach(): void;
}

export abstract class PanelController<State extends { readonly problem?: string }> implements PanelLife<State> {
  #show: ((state: State) => void) | undefined;
  readonly #requests = new Newest();
  /** Hash of the model that a recipe asks for; the active model serves everything else. */
  protected recipeHash: string | undefined;

  constructor(
    protected state: State,
    protected readonly services: PanelServices,
    protected readonly place: TextPlace,
  ) {}

  /** What a reload keeps. */
  protected abstract session(): unknown;
  /** The recipe of what is shown. @throws HomotopyError if nothing is shown yet */
  protected abstract recipe(): string;

  attach(show: (state: State) => void): void {
    this.#show = show;
  }

  /** The page is gone: what it waits for is not needed. */
  detach(): void {
    this.#show = undefined;
    this.#requests.cancel();
  }

  async ready(): Promise<State> {
    return this.state;
  }

  copy(text: string): Promise<void> {
    return this.services.copy(text);
  }

  async copyRecipe(): Promise<void> {
    await this.services.copy(this.recipe());
  }

  async showLog(): Promise<void> {
    this.services.showLog();
  }

  insert(text: string): Promise<void> {
    return this.place.insert(text);
  }

  train(): Promise<void> {
    return this.services.train();
  }

  protected update(state: State): State {
    this.state = state;
    this.#show?.(state);
    return state;
  }

  /**
   * Asks the engine; the newest request cancels those before it. The new state has the result, or the problem in words.
   * @throws HomotopyError "cancelled" if a newer request took over
   */
  protected async ask(
    work: (engine: Client<EngineApi>, model: string, signal: AbortSignal) => Promise<State>,
  ): Promise<State> {
    this.services.save(this.session());
    try {
      const found = await this.#requests.run(async (signal) => {
        const model = await this.services.model(this.recipeHash);
        return this.services.use((engine) => work(engine, model, signal));
      });
      return this.update(found);
    } catch (error) {
      if (error instanceof HomotopyError && error.code === "cancelled") throw error;
      return this.update({ ...this.state, problem: inWords(error) });
    }
  }
}

/** An error as a person reads it: what happened, in which file if it is about one, and what to do. */
export function inWords(error: unknown): string {
  if (!(error instanceof HomotopyError)) return messageOf(error);
  const { what, where, advice } = error;
  const file = /[\\/]/.test(where) ? ` (${where})` : "";
  return `${what}${file}. ${advice.charAt(0).toUpperCase()}${advice.slice(1)}.`;
}

export function nothingYet(): HomotopyError {
  return new HomotopyError("bad-input", "There is no result yet", "panel", "wait until one is shown");
}
