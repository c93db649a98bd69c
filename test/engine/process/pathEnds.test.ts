/** The ends of a path, kept while a slider moves along it. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { Explorer } from "../../../src/engine/explorer";
import { PathEnds } from "../../../src/engine/process/pathEnds";
import { ourPackage } from "../tinyModel";

const PATH = { path: "linear" } as const;
let explorer: Explorer;
beforeAll(async () => {
  explorer = await Explorer.over(ourPackage(), { provider: "cpu", threads: 1 });
});
afterAll(() => explorer.dispose());

it("are the refined means of the two sentences; beyond them is nothing", async () => {
  const ends = new PathEnds();
  const at = (t: number) => ends.pointAt(explorer, "cat dog", "bee bee bee", { ...PATH, t });
  const [start, end] = await explorer.refine(["cat dog", "bee bee bee"]);
  const [first, middle, last] = [await at(-1), await at(0.5), await at(2)];
  expect([first.latent, last.latent]).toEqual([start.mean, end.mean]);
  middle.latent.forEach((value, index) => {
    expect(value).toBeCloseTo((start.mean[index] + end.mean[index]) / 2, 5);
  });
  expect(middle.texts).toEqual(["cat dog", "bee bee bee"]);
});

it("are made once for all steps of a path, and anew for another path", async () => {
  const ends = new PathEnds();
  const asked: (readonly string[])[] = [];
  const counting = new Proxy(explorer, {
    get: (target, property) =>
      property === "refine"
        ? (texts: readonly string[]) => {
            asked.push(texts);
            return target.refine(texts);
          }
        : Reflect.get(target, property, target),
  });
  const step = (to: string, t: number) => ends.pointAt(counting, "cat dog", to, { ...PATH, t });
  await Promise.all([step("bee bee bee", 0), step("bee bee bee", 0.5)]);
  await step("hen hen", 0.5);
  expect(asked).toEqual([
    ["cat dog", "bee bee bee"],
    ["cat dog", "hen hen"],
  ]);
});

it("are asked for again after a failure", async () => {
  const ends = new PathEnds();
  let failures = 1;
  const failing = new Proxy(explorer, {
    get: (target, property) => {
      if (property === "refine" && failures-- > 0) return () => Promise.reject(new Error("no memory"));
      return Reflect.get(target, property, target).bind?.(target);
    },
  });
  const step = () => ends.pointAt(failing, "cat dog", "bee bee bee", { ...PATH, t: 0.5 });
  await expect(step()).rejects.toThrow("no memory");
  expect((await step()).texts).toEqual(["cat dog", "bee bee bee"]);
});
