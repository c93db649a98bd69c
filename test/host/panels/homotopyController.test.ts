import { beforeEach, describe, expect, it } from "vitest";
import { HomotopyController, homotopySession, markdownList } from "../../../src/host/panels/homotopyController";
import { parseRecipe } from "../../../src/protocol/recipe";
import { broken, FakePlace, FakeServices, MODEL } from "./fakes";

let services: FakeServices;
let place: FakePlace;
beforeEach(() => {
  services = new FakeServices();
  place = new FakePlace();
});
const FAR = { familiarity: { percentile: 0, verdict: "far" } } as const;
/** What the engine finds of a text: only "Q." is far. */
const foundOf = (text: unknown) => (text === "Q." ? FAR : {});
const asked = (method: string) => services.asked.filter((call) => call.method === method);

describe("the homotopy panel", () => {
  const SETTINGS = { path: "linear" as const, steps: 9, adaptive: true };
  let panel: HomotopyController;

  beforeEach(() => {
    services.answers.set("interpolate", (_, from, to) => ({
      model: MODEL,
      steps: [from, "* between", to].map((text, index) => ({ t: index / 2, text, from: 0, to: 1 })),
      smoothness: 1,
    }));
    services.answers.set("familiarity", (_, texts) => (Array.isArray(texts) ? texts.map(foundOf) : []));
    services.answers.set("pointOnPath", (_model, _from, _to, at) => ({ ...Object(at), text: "x", logProbability: -1 }));
    panel = new HomotopyController(services, place, SETTINGS);
  });

  it("walks, and swaps the ends", async () => {
    expect((await panel.explore("A.", "B.")).result?.steps.map(({ text }) => text)).toEqual(["A.", "* between", "B."]);
    expect(await panel.swap()).toMatchObject({ from: "B.", to: "A." });
    expect(asked("interpolate").at(-1)?.args.slice(1, 4)).toEqual(["B.", "A.", SETTINGS]);
  });

  it("needs two sentences", async () => {
    await expect(panel.explore("A.", " ")).rejects.toMatchObject({ code: "bad-input" });
    await expect(panel.swap()).rejects.toMatchObject({ code: "bad-input" });
  });

  it("tells how far each end is from what the model knows", async () => {
    expect((await panel.explore("A.", "Q.")).familiarity).toEqual([{}, FAR]);
    expect((await panel.swap()).familiarity).toEqual([FAR, {}]);
    services.answers.set("interpolate", broken);
    expect(await panel.explore("A.", "B.")).not.toHaveProperty("familiarity");
    await panel.train();
    expect(asked("train")).toHaveLength(1);
  });

  it("decodes the point under the slider on the path that is set", async () => {
    await panel.explore("A.", "B.");
    await panel.walk({ ...SETTINGS, path: "spherical" });
    expect((await panel.decodeAt(0.25)).t).toBe(0.25);
    expect(asked("pointOnPath")[0].args.slice(0, 4)).toEqual([
      "/models/english",
      "A.",
      "B.",
      { t: 0.25, path: "spherical" },
    ]);
  });

  it("inserts a list whose items stay text", async () => {
    await panel.explore("A.", "B.");
    await panel.insertList();
    expect(place.inserted).toEqual(["- A.\n- \\* between\n- B.\n"]);
    expect(markdownList(["<img> [a](b) `c` _d_"])).toBe("- \\<img\\> \\[a\\](b) \\`c\\` \\_d\\_\n");
  });

  it("comes back by its recipe and after a reload", async () => {
    await panel.explore("A.", "B.");
    await panel.copyRecipe();
    const recipe = parseRecipe(services.copied[0]);
    if (recipe.kind !== "homotopy") throw new Error(recipe.kind);
    const other = new HomotopyController(services, place, { path: "spherical", steps: 2, adaptive: false });
    expect(await other.runRecipe(recipe)).toEqual(await panel.ready());
    const session = homotopySession.parse(services.saved.at(-1));
    expect(session.recipeHash).toBe("0123456789abcdef");
    const third = new HomotopyController(services, place, SETTINGS);
    expect(await third.restore(session)).toEqual(await panel.ready());
  });
});
