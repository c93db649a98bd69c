/** A recipe: all that is needed to get a result again, as JSON that a person can keep beside it. */
import * as z from "zod";
import { HomotopyError, messageOf } from "../core/errors";

const RECIPE_FORMAT = "homotopy-recipe/1";
const LONGEST_RECIPE = 100_000;

const text = z.string().min(1).max(10_000);
const seed = z.int().nonnegative();
const shared = {
  format: z.literal(RECIPE_FORMAT),
  /** Name and hash of the model: NAME@HASH. */
  model: z.string().regex(/^.{1,64}@[0-9a-f]{16}$/u, "expected NAME@HASH"),
};

const recipeSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...shared,
    kind: z.literal("variants"),
    text,
    options: z.strictObject({
      count: z.int().min(1).max(200),
      spread: z.number().min(0).max(4),
      temperature: z.number().min(0).max(2),
      sharpen: z.literal(true).exactOptional(),
      seed,
    }),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal("sample"),
    options: z.strictObject({ count: z.int().min(1).max(200), temperature: z.number().min(0).max(2), seed }),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal("homotopy"),
    from: text,
    to: text,
    options: z.strictObject({
      path: z.enum(["linear", "spherical"]),
      steps: z.int().min(2).max(100),
      adaptive: z.boolean(),
    }),
  }),
  z.strictObject({
    ...shared,
    kind: z.literal("completions"),
    /** Its gaps written ___, or the beginning of one. */
    text,
    options: z.strictObject({
      beam: z.int().min(1).max(64),
      count: z.int().min(1).max(20),
    }),
  }),
]);

export type Recipe = z.infer<typeof recipeSchema>;
type WithoutFormat<T> = T extends unknown ? Omit<T, "format"> : never;

export function recipeJson(recipe: WithoutFormat<Recipe>): string {
  return JSON.stringify({ format: RECIPE_FORMAT, ...recipe }, undefined, 2);
}

/** @throws HomotopyError "bad-input" that names what is wrong. */
export function parseRecipe(json: string): Recipe {
  if (json.length > LONGEST_RECIPE) throw noRecipe(`it has ${json.length} characters`);
  const parsed = recipeSchema.safeParse(parse(json));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw noRecipe(`${issue?.path.join(".") || "the whole text"}: ${issue?.message ?? "unreadable"}`);
}

/** The hash in NAME@HASH. */
export function hashOf(model: string): string {
  return model.slice(model.lastIndexOf("@") + 1);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw noRecipe(messageOf(error));
  }
}

function noRecipe(why: string): HomotopyError {
  const advice = "copy a recipe with Copy Recipe in a panel, whole";
  return new HomotopyError("bad-input", `This is no recipe: ${why}`, "recipe", advice);
}
