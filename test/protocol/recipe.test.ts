import fc from "fast-check";
import { expect, it } from "vitest";
import { hashOf, parseRecipe, recipeJson } from "../../src/protocol/recipe";

const model = "english@0123456789abcdef";
const variants = {
  kind: "variants" as const,
  model,
  text: "A “quoted” sentence.",
  options: { count: 10, spread: 1.5, temperature: 0, seed: 7 },
};

it.each([
  variants,
  { ...variants, options: { ...variants.options, sharpen: true as const } },
  { kind: "sample" as const, model, options: { count: 3, temperature: 1, seed: 0 } },
  {
    kind: "homotopy" as const,
    model,
    from: "A.",
    to: "B.",
    options: { path: "spherical" as const, steps: 9, adaptive: true },
  },
  {
    kind: "completions" as const,
    model,
    text: "In the ",
    options: { beam: 5, count: 4 },
  },
])("$kind comes back from its JSON", (recipe) => {
  expect(parseRecipe(recipeJson(recipe))).toEqual({ format: "homotopy-recipe/1", ...recipe });
});

it("names what is wrong", () => {
  expect(() => parseRecipe("no JSON")).toThrow(/This is no recipe/);
  expect(() => parseRecipe("{}")).toThrow(/kind/);
  const wrong = { ...variants, options: { ...variants.options, count: 1000 } };
  expect(() => parseRecipe(recipeJson(wrong))).toThrow(/options\.count/);
  expect(() => parseRecipe(recipeJson({ ...variants, model: "english" }))).toThrow(/NAME@HASH/);
  expect(() => parseRecipe(" ".repeat(100_001))).toThrow(/100001 characters/);
});

it("is refused with code and advice, whatever the text", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      expect(() => parseRecipe(text)).toThrow(expect.objectContaining({ code: "bad-input" }));
    }),
  );
});

it("finds the hash after a name with any characters", () => {
  expect(hashOf("a@b@0123456789abcdef")).toBe("0123456789abcdef");
});
