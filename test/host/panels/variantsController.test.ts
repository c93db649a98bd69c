import { beforeEach, describe, expect, it } from "vitest";
import { VariantsController, variantsSession } from "../../../src/host/panels/variantsController";
import type { VariantsState } from "../../../src/protocol/panels";
import { parseRecipe } from "../../../src/protocol/recipe";
import { broken, FakePlace, FakeServices, LATENT, MODEL, variantsOf } from "./fakes";

const DEFAULTS = { count: 10, spread: 1, temperature: 0 };
let services: FakeServices;
let place: FakePlace;
let shown: VariantsState[];
let panel: VariantsController;

beforeEach(() => {
  services = new FakeServices();
  services.answers.set("describe", () => ({ latent: LATENT }));
  services.answers.set("variants", (_, text, options) =>
    variantsOf(String(text), Number(Reflect.get(Object(options), "seed"))),
  );
  services.answers.set("sample", (_, options) => ({
    model: MODEL,
    seed: Reflect.get(Object(options), "seed"),
    samples: [
      { text: "A.", logProbability: -2 },
      { text: "B.", logProbability: -1 },
      { text: "A.", logProbability: -3 },
    ],
  }));
  place = new FakePlace();
  shown = [];
  panel = new VariantsController(services, place, DEFAULTS);
  panel.attach((state) => shown.push(state));
});

const asked = (method: string) => services.asked.filter((call) => call.method === method);

describe("exploring", () => {
  it("shows the sentences at once, and the result when it is there", async () => {
    const state = await panel.explore(["One.", "Two."]);
    expect(shown[0]).toMatchObject({ sentences: ["One.", "Two."], page: 0 });
    expect(shown[0].result).toBeUndefined();
    expect(state).toMatchObject({ model: MODEL, latent: LATENT, result: { text: "One." } });
    expect(shown.at(-1)).toEqual(state);
    expect(await panel.ready()).toEqual(state);
  });

  it("turns pages within the selection", async () => {
    await panel.explore(["One.", "Two."]);
    expect((await panel.turnTo(1)).result?.text).toBe("Two.");
    expect((await panel.turnTo(99)).page).toBe(1);
  });

  it("explores a variant as if it had been selected", async () => {
    await panel.explore(["One.", "Two."]);
    expect(await panel.moreLike("Three.")).toMatchObject({
      sentences: ["Three."],
      page: 0,
      result: { text: "Three." },
    });
  });

  it("tells a problem in words, keeps what can be kept, and forgets the problem with the next result", async () => {
    services.answers.set("variants", broken);
    const state = await panel.explore(["One."]);
    expect(state.problem).toBe("The file is missing (models/decoder.onnx). Copy the model again.");
    expect(state.sentences).toEqual(["One."]);
    services.answers.set("variants", () => variantsOf("One.", 1));
    expect((await panel.resample(state.settings)).problem).toBeUndefined();
  });

  it("cancels an older request for a newer one", async () => {
    const signals: AbortSignal[] = [];
    services.answers.set("variants", (_model, _text, _options, signal) => {
      if (signal instanceof AbortSignal) signals.push(signal);
      return signals.length === 1 ? new Promise(() => undefined) : variantsOf("Two.", 1);
    });
    void panel.explore(["One."]);
    await new Promise((resolve) => setTimeout(resolve, 0));
    const state = await panel.explore(["Two."]);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(state.result?.text).toBe("Two.");
  });
});

describe("the seed", () => {
  it("changes when the same is asked again, and stays when it is locked", async () => {
    const { settings } = await panel.explore(["One."]);
    const again = await panel.resample(settings);
    expect(again.settings.seed).not.toBe(settings.seed);
    const locked = await panel.resample({ ...again.settings, seedLocked: true });
    expect((await panel.resample(locked.settings)).settings.seed).toBe(again.settings.seed);
  });

  it("stays when another setting moves, so that a slider shows its own effect", async () => {
    const { settings } = await panel.explore(["One."]);
    const moved = await panel.resample({ ...settings, spread: 2 });
    expect(moved.settings).toEqual({ ...settings, spread: 2 });
    expect(asked("variants").at(-1)?.args[2]).toEqual({
      ...{ count: 10, spread: 2, temperature: 0 },
      ...{ sharpen: false, seed: settings.seed },
    });
  });

  it("stays when sharpening is switched on, and the posterior is sharpened from then on", async () => {
    const { settings } = await panel.explore(["One.", "Two."]);
    expect(settings.sharpen).toBe(false);
    const sharpened = await panel.resample({ ...settings, sharpen: true });
    expect(sharpened.settings).toEqual({ ...settings, sharpen: true });
    await panel.turnTo(1);
    const options = asked("variants").map(({ args }) => Reflect.get(Object(args[2]), "sharpen"));
    expect(options).toEqual([false, true, true]);
  });
});

describe("the prior", () => {
  it("is shown as a list without a sentence, each text once", async () => {
    const state = await panel.samplePrior();
    expect(state).toMatchObject({ prior: true, sentences: [], result: { text: "" } });
    expect(state.result?.variants).toMatchObject([
      { text: "A.", count: 2, logProbability: -2 },
      { text: "B.", count: 1 },
    ]);
  });

  it("ends with the next sentence", async () => {
    await panel.samplePrior();
    expect((await panel.explore(["One."])).prior).toBe(false);
  });
});

describe("keeping", () => {
  it("keeps each sentence once, and lets it go", async () => {
    await panel.keep("A.");
    await panel.keep("B.");
    expect((await panel.keep("A.")).kept).toEqual(["A.", "B."]);
    expect((await panel.discard("A.")).kept).toEqual(["B."]);
  });
});

describe("a recipe", () => {
  it("gives the same question again, of the model that it names", async () => {
    await panel.explore(["One."]);
    await panel.copyRecipe();
    const recipe = parseRecipe(services.copied[0]);
    if (recipe.kind !== "variants") throw new Error(recipe.kind);
    const other = new VariantsController(services, place, { count: 3, spread: 0, temperature: 1 });
    const state = await other.runRecipe(recipe);
    expect(asked("variants").at(-1)?.args.slice(0, 3)).toEqual(asked("variants")[0].args.slice(0, 3));
    expect(services.hashes.at(-1)).toBe("0123456789abcdef");
    expect(state.settings.seedLocked).toBe(true);
  });

  it("of the prior is one of samples", async () => {
    const { settings } = await panel.samplePrior();
    await panel.copyRecipe();
    expect(parseRecipe(services.copied[0])).toMatchObject({ kind: "sample", options: { seed: settings.seed } });
  });

  it("rules until another question is asked", async () => {
    const options = { count: 1, temperature: 0, seed: 1 };
    const recipe = { format: "homotopy-recipe/1", kind: "sample", model: MODEL, options } as const;
    await panel.runRecipe(recipe);
    await panel.resample({ ...DEFAULTS, sharpen: false, seed: 1, seedLocked: true });
    expect(services.hashes.at(-1)).toBe("0123456789abcdef");
    await panel.samplePrior();
    expect(services.hashes.at(-1)).toBeUndefined();
  });

  it("needs a result", async () => {
    await expect(panel.copyRecipe()).rejects.toMatchObject({ code: "bad-input" });
  });
});

describe("a reload", () => {
  it("takes up the question, and asks it again", async () => {
    await panel.explore(["One.", "Two."]);
    await panel.keep("A.");
    await panel.turnTo(1);
    const session = variantsSession.parse(services.saved.at(-1));
    const state = await new VariantsController(services, place, DEFAULTS).restore(session);
    expect(state).toEqual(await panel.ready());
  });
});

it("sends text to the editor and to paths", async () => {
  await panel.insert("A.");
  await panel.replaceSelection("B.");
  await panel.setPath("start", "C.");
  await panel.copy("D.");
  expect(place.inserted).toEqual(["A.", "replace:B."]);
  expect(services.ends).toEqual([["start", "C."]]);
  expect(services.copied).toEqual(["D."]);
});

it("cancels what is under way when the page is closed", async () => {
  let seen: AbortSignal | undefined;
  services.answers.set("variants", (_model, _text, _options, signal) => {
    if (signal instanceof AbortSignal) seen = signal;
    return new Promise(() => undefined);
  });
  void panel.explore(["One."]);
  await new Promise((resolve) => setTimeout(resolve, 0));
  panel.detach();
  expect(seen?.aborted).toBe(true);
});
