import { beforeEach, describe, expect, it } from "vitest";
import { HomotopyError } from "../../../src/core/errors";
import { CompletionsController, completionsSession } from "../../../src/host/panels/completionsController";
import type { CompletionsState } from "../../../src/protocol/panels";
import { parseRecipe } from "../../../src/protocol/recipe";
import { FakePlace, FakeServices, LATENT, MODEL } from "./fakes";

const SETTINGS = { beam: 3, count: 5 };
const GAPS = "She ___ the ___.";
const ORIGINAL = "She opened the door.";

const FAR = { percentile: 0, verdict: "far" } as const;

let services: FakeServices;
let place: FakePlace;
let panel: CompletionsController;
let time: number;

/** Takes a second, and fills every gap with a word of its method. */
function found(text: string, filled: readonly string[], { method }: { readonly method: string }) {
  time += 1000;
  const completion = { text, filled, logProbability: -2, gapLogProbability: -1, gapTokens: 1, round: 1 };
  return { model: MODEL, method, completions: [completion], trace: [] };
}

const wordOf = (method: string) => (method === "icm" ? "closed" : "left");
const newPanel = (settings = SETTINGS) => new CompletionsController(services, place, settings, () => time);

beforeEach(() => {
  services = new FakeServices();
  place = new FakePlace();
  time = 0;
  services.answers.set("describe", () => ({ latent: LATENT }));
  services.answers.set("familiarityOfKnown", (_, text) => (text === "Quux " ? { familiarity: FAR } : {}));
  services.answers.set("complete", (_, prefix, options) => {
    const { method } = Object(options);
    return found(`${prefix}${wordOf(method)}.`, [`${wordOf(method)}.`], { method });
  });
  services.answers.set("impute", (_, text, options) => {
    const { method } = Object(options);
    const filled = String(text).replaceAll("___", wordOf(method));
    return found(filled, Array(String(text).split("___").length - 1).fill(wordOf(method)), { method });
  });
  panel = newPanel();
});

const asked = (method: string) => services.asked.filter((call) => call.method === method);
const optionsOf = (method: string) => asked(method).map(({ args }) => args[2]);

describe("a search", () => {
  it("ends a beginning by both methods, with the beam that was set", async () => {
    const { beam, icm, isLanguageModel } = await panel.explore("In the ", "In the ");
    expect(optionsOf("complete")).toEqual([
      { method: "beam", ...SETTINGS },
      { method: "icm", ...SETTINGS },
    ]);
    expect([beam, icm].map((search) => search?.result.completions[0].text)).toEqual(["In the left.", "In the closed."]);
    expect([beam?.milliseconds, icm?.milliseconds, isLanguageModel]).toEqual([1000, 1000, false]);
  });

  it("fills gaps by both methods", async () => {
    const { icm } = await panel.explore(GAPS, ORIGINAL);
    expect(asked("impute").map(({ args }) => args[1])).toEqual([GAPS, GAPS]);
    expect(icm?.result.completions[0].text).toBe("She closed the closed.");
    expect(asked("complete")).toEqual([]);
  });

  it("shows the first method before the second has answered", async () => {
    const shown: CompletionsState[] = [];
    panel.attach((state) => shown.push(state));
    await panel.explore(GAPS, ORIGINAL);
    expect(shown.map(({ beam, icm }) => [beam !== undefined, icm !== undefined])).toEqual([
      [false, false],
      [true, false],
      [true, true],
    ]);
    shown.length = 0;
    await panel.complete({ beam: 9, count: 2 });
    expect(shown).toHaveLength(1);
    expect(optionsOf("impute").at(-1)).toEqual({ method: "icm", beam: 9, count: 2 });
  });

  it("of a language model is by beam alone", async () => {
    services.answers.set("describe", () => ({ latent: { ...LATENT, dimension: 0 } }));
    expect(await panel.explore(GAPS, ORIGINAL)).toMatchObject({ isLanguageModel: true });
    expect(optionsOf("impute")).toEqual([{ method: "beam", ...SETTINGS }]);
    expect((await panel.ready()).icm).toBeUndefined();
    expect(asked("familiarityOfKnown")).toEqual([]);
  });

  it("tells with the first method how far the known words are from what the model knows", async () => {
    const shown: CompletionsState[] = [];
    panel.attach((state) => shown.push(state));
    expect((await panel.explore("Quux ", "Quux ")).familiarity).toEqual(FAR);
    expect(shown.map(({ familiarity, beam }) => [familiarity, beam !== undefined])).toEqual([
      [undefined, false],
      [FAR, true],
      [FAR, true],
    ]);
    expect(await panel.retype(GAPS)).not.toHaveProperty("familiarity");
    expect(asked("familiarityOfKnown").map(({ args }) => args[1])).toEqual(["Quux ", GAPS]);
    await panel.train();
    expect(asked("train")).toHaveLength(1);
  });

  it("of nothing asks nothing", async () => {
    await panel.explore(GAPS, ORIGINAL);
    const { problem, beam } = await panel.retype(" ");
    expect([problem, beam]).toEqual([undefined, undefined]);
    expect(asked("complete")).toEqual([]);
  });
});

describe("what cannot be filled is said in the panel", () => {
  it.each([
    ["a whole sentence", ORIGINAL, /no gap and no open end\. Write ___/],
    ["nothing but gaps", " ___ ", /nothing but a gap\. Leave at least one word/],
    ["too many gaps", `She ${"___ a ".repeat(9)}.`, /has 9 gaps, and at most 8 .*Fill some/],
  ])("of %s", async (_, text, words) => {
    const { problem, beam } = await panel.explore(text, text);
    expect(problem).toMatch(words);
    expect(beam).toBeUndefined();
    expect([...asked("impute"), ...asked("complete")]).toEqual([]);
  });

  it("of a text that the model has no room for", async () => {
    services.answers.set("impute", () => {
      const what = "The known text has 40 tokens and the model's sentences have at most 32";
      throw new HomotopyError("bad-input", what, "text", "give a shorter text");
    });
    const { problem } = await panel.explore(GAPS, ORIGINAL);
    expect(problem).toBe(
      "The known text has 40 tokens and the model's sentences have at most 32. Give a shorter text.",
    );
  });

  it("and is gone with the next text", async () => {
    await panel.explore(ORIGINAL, ORIGINAL);
    const { problem, original, beam } = await panel.retype("She opened the ___.");
    expect(problem).toBeUndefined();
    expect(original).toBe(ORIGINAL);
    expect(beam?.result.completions[0].text).toBe("She opened the left.");
  });
});

describe("a completion that is taken", () => {
  it("fills the gaps where they were read", async () => {
    await panel.explore(GAPS, ORIGINAL);
    await panel.accept("She closed the closed.");
    await panel.explore("In the ", "In the ");
    await panel.accept("In the left.");
    expect(place.inserted).toEqual(["fill:closed|closed", "fill:left."]);
  });

  it("of a text that was changed on the page takes the place of the sentence", async () => {
    await panel.explore(ORIGINAL, ORIGINAL);
    await panel.retype("She opened the ___.");
    await panel.accept("She opened the closed.");
    expect(place.inserted).toEqual(["rewrite:She opened the closed."]);
  });

  it("of a text that was typed on the page goes to the cursor", async () => {
    await panel.retype("She opened the ___.");
    await panel.accept("She opened the left.");
    expect(place.inserted).toEqual(["She opened the left."]);
  });

  it("is one that was found", async () => {
    await panel.explore("In the ", "In the ");
    await expect(panel.accept("Elsewhere.")).rejects.toMatchObject({ code: "bad-input" });
  });
});

it("comes back by its recipe and after a reload", async () => {
  const explored = await panel.explore(GAPS, ORIGINAL);
  await panel.copyRecipe();
  const recipe = parseRecipe(services.copied[0]);
  if (recipe.kind !== "completions") throw new Error(recipe.kind);
  const { original: _, ...state } = explored;
  expect(await newPanel({ beam: 1, count: 1 }).runRecipe(recipe)).toEqual(state);
  expect(services.hashes.at(-1)).toBe("0123456789abcdef");
  const session = completionsSession.parse(services.saved.at(-2));
  expect(await newPanel().restore({ ...session, original: ORIGINAL })).toEqual(explored);
});
