/**
 * Suggestions that were found, by the beginning that they were found for: the least recently used of them go first. Who
 * types along a suggestion is answered with what is left of it.
 */
import type { Suggestion } from "./suggestion";

/** UTF-16 units that somebody may have typed along a suggestion. */
const LONGEST_WALK = 160;

export interface Known {
  readonly suggestions: readonly Suggestion[];
  /** Whether they were found for this very beginning; else they are what is left of those for a shorter one. */
  readonly exact: boolean;
}

export class SuggestionCache {
  readonly #found = new Map<string, readonly Suggestion[]>();

  constructor(private readonly most = 250) {}

  get size(): number {
    return this.#found.size;
  }

  clear(): void {
    this.#found.clear();
  }

  /** `scope` tells apart what was asked for: answers to other options are no answers. */
  set(scope: string, prefix: string, suggestions: readonly Suggestion[]): void {
    const key = keyOf(scope, prefix);
    this.#found.delete(key);
    this.#found.set(key, suggestions);
    for (const oldest of this.#found.keys()) {
      if (this.#found.size <= this.most) break;
      this.#found.delete(oldest);
    }
  }

  /** Undefined if the engine has to be asked. */
  find(scope: string, prefix: string): Known | undefined {
    const suggestions = this.#use(keyOf(scope, prefix));
    if (suggestions !== undefined) return { suggestions, exact: true };
    const shortest = Math.max(1, prefix.length - LONGEST_WALK);
    for (let length = prefix.length - 1; length >= shortest; length--) {
      const key = keyOf(scope, prefix.slice(0, length));
      const left = leftOf(this.#found.get(key) ?? [], prefix.slice(length));
      if (left.length === 0) continue;
      this.#use(key);
      return { suggestions: left, exact: false };
    }
    return undefined;
  }

  #use(key: string): readonly Suggestion[] | undefined {
    const suggestions = this.#found.get(key);
    if (suggestions === undefined) return undefined;
    this.#found.delete(key);
    this.#found.set(key, suggestions);
    return suggestions;
  }
}

function leftOf(suggestions: readonly Suggestion[], typed: string): readonly Suggestion[] {
  return suggestions.flatMap(({ text, probability }) =>
    text.length > typed.length && text.startsWith(typed) ? [{ text: text.slice(typed.length), probability }] : [],
  );
}

function keyOf(scope: string, prefix: string): string {
  return `${scope}\n${prefix}`;
}
