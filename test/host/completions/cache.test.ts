import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SuggestionCache } from "../../../src/host/completions/cache";

const suggestion = (text: string) => ({ text, probability: 0.5 });

describe("the cache of suggestions", () => {
  it("answers for the beginning that was asked for", () => {
    const cache = new SuggestionCache();
    cache.set("a", "I would", [suggestion(" like")]);
    expect(cache.find("a", "I would")).toEqual({ suggestions: [suggestion(" like")], exact: true });
    expect(cache.find("b", "I would")).toBeUndefined();
    expect(cache.find("a", "I wou")).toBeUndefined();
  });

  it("answers along a suggestion with what is left", () => {
    const cache = new SuggestionCache();
    cache.set("a", "I wo", [suggestion("uld like."), suggestion("n."), suggestion("uld go.")]);
    expect(cache.find("a", "I woul")).toEqual({
      suggestions: [suggestion("d like."), suggestion("d go.")],
      exact: false,
    });
    expect(cache.find("a", "I won")).toEqual({ suggestions: [suggestion(".")], exact: false });
    expect(cache.find("a", "I won.")).toBeUndefined();
    expect(cache.find("a", "I woe")).toBeUndefined();
  });

  it("forgets what was not used for longest", () => {
    const cache = new SuggestionCache(2);
    cache.set("a", "one", [suggestion(" thing")]);
    cache.set("a", "two", [suggestion(" things")]);
    cache.find("a", "one th");
    cache.set("a", "three", [suggestion(" things")]);
    expect(cache.find("a", "one")).toBeDefined();
    expect(cache.find("a", "two")).toBeUndefined();
    cache.clear();
    expect(cache.size).toBe(0);
  });

  it("never grows, and gives only what goes on with the beginning", () => {
    const short = fc.string({ unit: fc.constantFrom("a", "b", " "), minLength: 1, maxLength: 4 });
    const entries = fc.array(fc.tuple(short, fc.array(short, { maxLength: 3 })), { maxLength: 40 });
    fc.assert(
      fc.property(entries, short, (known, asked) => {
        const cache = new SuggestionCache(10);
        for (const [prefix, texts] of known) cache.set("a", prefix, texts.map(suggestion));
        expect(cache.size).toBeLessThanOrEqual(10);
        const wholes = known.flatMap(([prefix, texts]) => texts.map((text) => prefix + text));
        for (const { text } of cache.find("a", asked)?.suggestions ?? []) expect(wholes).toContain(asked + text);
      }),
    );
  });
});
