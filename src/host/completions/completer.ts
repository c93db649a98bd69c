/**
 * Suggestions for a beginning: from the cache at once, or from the engine after a pause. Only the newest request runs, and
 * what would follow a suggestion that is shown is looked up ahead. No VS Code here.
 */
import { HomotopyError, throwIfCancelled } from "../../core/errors";
import { normalizePrefix } from "../../core/text/normalize";
import type { EngineApi } from "../../protocol/engine";
import type { Client } from "../../protocol/transport/rpc";
import { Newest } from "../services/newest";
import { SuggestionCache } from "./cache";
import { AdaptiveDebounce } from "./debounce";
import { fateOf, type Offer } from "./offer";
import { endsSentence, type Suggestion, suggestionsOf } from "./suggestion";

export interface CompleterServices {
  /** Runs calls on the engine, which is started if it is not up. */
  use<T>(work: (engine: Client<EngineApi>) => Promise<T>): Promise<T>;
  /** Folder of the active model. */
  model(): Promise<string>;
  /** Milliseconds of a clock that only goes forward. */
  now(): number;
  /** Settles after some milliseconds, or as soon as the signal is raised. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export interface SuggestionOptions {
  readonly count: number;
  readonly words: number;
  readonly budgetMilliseconds: number;
  /** Below it a suggestion that nobody asked for is not shown. */
  readonly minimumProbability: number;
}

export interface SuggestionRequest {
  /** In normal form. */
  readonly prefix: string;
  /** Whether a person asked for it: then nothing waits, and the best are shown however good they are. */
  readonly explicit: boolean;
  readonly options: SuggestionOptions;
}

/** Why there are no suggestions; a request that a newer one overtook has none to give. */
export type NoSuggestion = "too-short" | "nothing-found" | "improbable" | "overtaken";

export type SuggestionAnswer =
  | { readonly suggestions: readonly [Suggestion, ...Suggestion[]] }
  | { readonly suggestions: readonly []; readonly reason: NoSuggestion };

/**
 * One round from the latents of the beginning: iterating to a mode takes several times as long and seldom changes the first
 * words, which are what ghost text is taken for.
 */
const METHOD = "beam";
const BEAM = 5;
/** Characters that a beginning needs before anything is suggested unasked. */
const SHORTEST_BEGINNING = 3;

export class Completer {
  readonly #cache = new SuggestionCache();
  readonly #debounce: AdaptiveDebounce;
  readonly #requests = new Newest();
  readonly #ahead = new Newest();
  #offer: Offer | undefined;
  #folder: Promise<string> | undefined;
  /** Name and hash of the model that the cache is of. */
  #model: string | undefined;

  constructor(private readonly services: CompleterServices) {
    this.#debounce = new AdaptiveDebounce(() => services.now());
  }

  /** A key was pressed in a text: the pace decides how long the next request waits. */
  typed(): void {
    this.#debounce.typed();
  }

  /** The suggestion that is shown was taken. */
  accepted(): void {
    this.#debounce.accepted();
    this.#offer = undefined;
  }

  /** Another model or other settings answer from now on. */
  forget(): void {
    this.#requests.cancel();
    this.#ahead.cancel();
    this.#cache.clear();
    this.#folder = undefined;
    this.#offer = undefined;
  }

  /** @throws HomotopyError if the engine or the model cannot be used */
  async suggest(request: SuggestionRequest, signal: AbortSignal): Promise<SuggestionAnswer> {
    this.#judgeOffer(request.prefix);
    if (!request.explicit && request.prefix.trim().length < SHORTEST_BEGINNING) return none("too-short");
    const known = this.#cache.find(scopeOf(request.options), request.prefix);
    if (known && (known.exact || !request.explicit)) return this.#answer(request, known.suggestions);
    try {
      return this.#answer(request, await this.#requests.run((newest) => this.#askAfterPause(request, signal, newest)));
    } catch (error) {
      if (error instanceof HomotopyError && error.code === "cancelled") return none("overtaken");
      throw error;
    }
  }

  async #askAfterPause(request: SuggestionRequest, signal: AbortSignal, newest: AbortSignal) {
    this.#ahead.cancel();
    const stop = AbortSignal.any([signal, newest]);
    const delay = request.explicit ? 0 : this.#debounce.delay;
    if (delay > 0) await this.services.wait(delay, stop);
    return this.#ask(request, stop);
  }

  async #ask({ prefix, options }: SuggestionRequest, stop: AbortSignal): Promise<readonly Suggestion[]> {
    throwIfCancelled(stop, "completions");
    this.#folder ??= this.services.model();
    const folder = await this.#folder.catch((error: unknown) => {
      this.#folder = undefined;
      throw error;
    });
    const { count, words, budgetMilliseconds } = options;
    const search = { method: METHOD, beam: Math.max(BEAM, count), count, words, budgetMilliseconds } as const;
    const result = await this.services.use((engine) => engine.complete(folder, prefix, search, stop));
    if (this.#model !== result.model) this.#cache.clear();
    this.#model = result.model;
    const suggestions = suggestionsOf(result.completions, prefix);
    // That none was found in time says nothing about the next time.
    if (suggestions.length > 0) this.#cache.set(scopeOf(options), prefix, suggestions);
    return suggestions;
  }

  #answer(request: SuggestionRequest, found: readonly Suggestion[]): SuggestionAnswer {
    const { explicit, options, prefix } = request;
    const good = explicit ? found : found.filter(({ probability }) => probability >= options.minimumProbability);
    const [best, ...others] = good;
    if (best === undefined) return none(found.length === 0 ? "nothing-found" : "improbable");
    // Nobody reads while they type along: what is left counts as shown anew.
    const shownAt = this.#offer?.prefix === prefix ? this.#offer.at : this.services.now();
    this.#offer = { prefix, suggestion: best, at: shownAt };
    void this.#lookAhead(request, best);
    return { suggestions: [best, ...(explicit ? others : [])] };
  }

  /** What would be asked next if the suggestion were taken. */
  async #lookAhead(request: SuggestionRequest, suggestion: Suggestion): Promise<void> {
    if (endsSentence(suggestion)) return;
    const next = { ...request, prefix: normalizePrefix(request.prefix + suggestion.text) };
    if (this.#cache.find(scopeOf(next.options), next.prefix)) return;
    try {
      await this.#ahead.run((newest) => this.#ask(next, newest));
    } catch {
      // Whoever asks for it will be told.
    }
  }

  #judgeOffer(next: string): void {
    if (!this.#offer) return;
    const fate = fateOf(this.#offer, next, this.services.now());
    if (fate === "along") return;
    if (fate === "refused") this.#debounce.refused();
    this.#offer = undefined;
  }
}

function scopeOf({ count, words, budgetMilliseconds }: SuggestionOptions): string {
  return `${count} ${words} ${budgetMilliseconds}`;
}

function none(reason: NoSuggestion): SuggestionAnswer {
  return { suggestions: [], reason };
}
