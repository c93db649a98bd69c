import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Explorer } from "../../../src/engine/explorer";
import { MAX_TOKENS, tinyPackage } from "../tinyModel";

let explorer: Explorer;
beforeAll(async () => {
  explorer = await Explorer.over(tinyPackage(), { provider: "cpu", threads: 1 });
});
afterAll(() => explorer.dispose());

describe("complete", () => {
  it.each(["beam", "icm"] as const)("finds whole sentences that begin as typed, each once: %s", async (method) => {
    const { completions } = await explorer.complete("fox ca", { method, count: 4 });
    expect(completions.length).toBeGreaterThan(1);
    expect(completions.length).toBeLessThanOrEqual(4);
    expect(new Set(completions.map(({ text }) => text)).size).toBe(completions.length);
    for (const { text } of completions) expect(text).toMatch(/^fox (cat|cats)( |$)/);
  });

  it.each(["beam", "icm"] as const)("finds as many as are asked for, whatever the beam: %s", async (method) => {
    const { completions } = await explorer.complete("fox ca", { method, count: 12, beam: 2 });
    expect(completions).toHaveLength(12);
  });

  it("leaves a complete last word as it is, and adds something to it", async () => {
    const { completions } = await explorer.complete("fox cat ", { method: "beam", count: 8 });
    expect(completions).toHaveLength(8);
    for (const { text } of completions) expect(text).toMatch(/^fox cat [a-z]/);
  });

  it.each(["beam", "icm"] as const)("gives ln p(x|z) at the sentence's own posterior mean: %s", async (method) => {
    const { completions } = await explorer.complete("fox ca", { method });
    const texts = completions.map(({ text }) => text);
    const means = (await explorer.encode(texts)).map(({ mean }) => mean);
    const scores = await explorer.score(texts, means);
    completions.forEach(({ logProbability }, index) => {
      expect(logProbability).toBeCloseTo(scores[index].logProbability, 4);
    });
  });

  it("adds no more words than it may", async () => {
    const { completions } = await explorer.complete("fox cat ", { words: 2, count: 10, beam: 20 });
    expect(Math.max(...completions.map(({ text }) => text.split(" ").length))).toBe(4);
  });

  it("refuses a prefix that is empty or leaves no room", async () => {
    await expect(explorer.complete("  ")).rejects.toMatchObject({ code: "bad-input" });
    const full = `${Array<string>(MAX_TOKENS).fill("cat").join(" ")} `;
    await expect(explorer.complete(full)).rejects.toMatchObject({ code: "bad-input", where: "prefix" });
  });

  it("keeps a word that no token spells", async () => {
    const { completions } = await explorer.complete("fox zebra");
    for (const { text } of completions) expect(text).toMatch(/^fox zebra [a-z]/);
    expect(completions.length).toBeGreaterThan(0);
  });
});
