import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toRead } from "../../src/core/exploration";
import { Lexicon } from "../../src/core/text/lexicon";
import { Explorer } from "../../src/engine/explorer";
import { MAX_TOKENS, tinyPackage, tinyTokenizer, WORDS } from "./tinyModel";

const CPU = { provider: "cpu", threads: 1 } as const;
const SENTENCE = "cat dog bee";
let explorer: Explorer;
beforeAll(async () => {
  explorer = await Explorer.over(tinyPackage(), CPU);
});
afterAll(() => explorer.dispose());

describe("encode", () => {
  it("gives posteriors in the texts' order, with their KL", async () => {
    const texts = ["cat dog", "gnu", "cat dog fox hen"];
    const encoded = await explorer.encode(texts);
    expect(encoded.map(({ text }) => text)).toEqual(texts);
    for (const { mean, logVariance, kl, truncated } of encoded) {
      const exact = mean.reduce((sum, mu, d) => sum + (mu ** 2 + Math.exp(logVariance[d]) - 1 - logVariance[d]) / 2, 0);
      expect(kl).toBeCloseTo(exact, 4);
      expect(truncated).toBe(false);
    }
  });

  it("normalises the text as training did", async () => {
    const [typed, plain] = await explorer.encode(["  cat\u00a0\tdog ", "cat dog"]);
    expect(typed).toEqual(plain);
  });

  it("cuts a text that is longer than the model allows, and says so", async () => {
    const long = Array.from({ length: MAX_TOKENS + 3 }, (_, index) => WORDS[index % WORDS.length]);
    const [cut, whole] = await explorer.encode([long.join(" "), long.slice(0, MAX_TOKENS).join(" ")]);
    expect(cut).toEqual({ ...whole, truncated: true });
    expect(whole.truncated).toBe(false);
  });

  it.each(["", "  \n "])("refuses a text without anything in it: %j", async (text) => {
    await expect(explorer.encode(["cat", text])).rejects.toMatchObject({ code: "bad-input", where: "text 2" });
  });
});

describe("decode", () => {
  it("greedily gives ln p(x|z) of its own text", async () => {
    const latents = (await explorer.encode(WORDS)).map(({ mean }) => mean);
    const decoded = await explorer.decode(latents);
    const ended = decoded.map(({ text }, index) => ({ text, index })).filter(({ text }) => isWhole(text));
    expect(ended.length).toBeGreaterThan(5);
    const scores = await explorer.score(
      ended.map(({ text }) => text),
      ended.map(({ index }) => latents[index]),
    );
    ended.forEach(({ index }, place) => {
      expect(scores[place].logProbability).toBeCloseTo(decoded[index].logProbability, 4);
    });
  });

  it("by a wide beam is never less probable a token than greedily", async () => {
    const latents = (await explorer.encode(WORDS)).map(({ mean }) => mean);
    const greedy = await explorer.decode(latents);
    const beam = await explorer.decode(latents, { method: "beam", beam: 30 });
    greedy.forEach(({ text, logProbability }, index) => {
      if (!isWhole(text)) return;
      const found = beam[index];
      expect(found.logProbability / marked(found.text)).toBeGreaterThanOrEqual(logProbability / marked(text) - 1e-4);
    });
  });

  it("by a beam writes something, however probable it is that the sentence ends at once", async () => {
    const latents = (await explorer.encode(WORDS)).map(({ mean }) => mean);
    const decoded = await explorer.decode(latents, toRead());
    expect(decoded.filter(({ text }) => text === "")).toEqual([]);
  });

  it("to read, writes the words of the lexicon and of the text alone, as far as it can", async () => {
    const tokenizer = {
      ...tinyTokenizer,
      kind: "bpe" as const,
      tokenText: (token: number) => ` ${tinyTokenizer.tokenText(token)}`,
    };
    const write = async (lexicon: readonly string[], ...texts: string[]) => {
      const own = await Explorer.over({ ...tinyPackage(), tokenizer, lexicon: Lexicon.of(lexicon) }, CPU);
      const latents = (await own.encode(WORDS)).map(({ mean }) => mean);
      const decoded = await own.decode(latents, toRead(...texts));
      await own.dispose();
      return decoded.map(({ text }) => text);
    };
    const used = (texts: readonly string[]) => new Set(texts.flatMap((text) => text.split(" ")));
    for (const word of ["bat", "hen"]) expect(used(await write([word]))).toEqual(new Set([word]));
    // The second as it may stand in a text, with a hyphen that is not seen.
    for (const text of ["A hen!", "A h\u00ADen!"]) expect(used(await write([], text))).toEqual(new Set(["hen"]));
    const free = await explorer.decode(
      (await explorer.encode(WORDS)).map(({ mean }) => mean),
      toRead(),
    );
    expect(await write(["nothing"])).toEqual(free.map(({ text }) => text));
  });

  it("samples with a stream a latent: the seed decides, and the place in the call", async () => {
    const [{ mean }] = await explorer.encode([SENTENCE]);
    const latents = Array.from({ length: 100 }, () => mean);
    const sampled = await explorer.decode(latents, { method: "sample", seed: 3 });
    expect(await explorer.decode(latents, { method: "sample", seed: 3 })).toEqual(sampled);
    expect(await explorer.decode(latents, { method: "sample", seed: 4 })).not.toEqual(sampled);
    expect(new Set(sampled.map(({ text }) => text)).size).toBeGreaterThan(10);
    const fewer = await explorer.decode(latents.slice(0, 7), { method: "sample", seed: 3 });
    expect(fewer.map(({ text }) => text)).toEqual(sampled.slice(0, 7).map(({ text }) => text));
  });

  it.each(["greedy", "sample", "beam"] as const)("begins as it is told to: %s", async (method) => {
    const [{ mean }] = await explorer.encode([SENTENCE]);
    const [decoded] = await explorer.decode([mean], { method, prefix: "fox ca" });
    expect(decoded.text).toMatch(/^fox cats?\b/);
  });

  it("refuses latents of another model", async () => {
    const wrong = { code: "bad-input", where: "latent 1" };
    await expect(explorer.decode([new Float32Array(2)])).rejects.toMatchObject(wrong);
    await expect(explorer.decode([Float32Array.of(0, Number.NaN, 0)])).rejects.toMatchObject(wrong);
  });
});

describe("variants", () => {
  it("are counted draws of the posterior, most frequent first", async () => {
    const result = await explorer.variants(SENTENCE, { count: 90 });
    expect(result).toMatchObject({ model: "tiny@0123456789abcdef", seed: 1, text: SENTENCE, truncated: false });
    expect(result.variants.reduce((sum, { count }) => sum + count, 0)).toBe(90);
    expect(new Set(result.variants.map(({ text }) => text)).size).toBe(result.variants.length);
    result.variants.slice(1).forEach(({ count, logProbability }, index) => {
      const before = result.variants[index];
      expect(before.count > count || before.logProbability >= logProbability).toBe(true);
    });
  });

  it("without a spread are the reconstruction, at no distance", async () => {
    const result = await explorer.variants(SENTENCE, { count: 5, spread: 0 });
    expect(result.variants).toEqual([
      { text: result.reconstruction, count: 5, logProbability: expect.any(Number), distance: 0 },
    ]);
  });

  it("lie farther with a greater spread", async () => {
    const [near, far] = [
      await explorer.variants(SENTENCE, { count: 1, spread: 1 }),
      await explorer.variants(SENTENCE, { count: 1, spread: 3 }),
    ];
    expect(far.variants[0].distance).toBeCloseTo(3 * near.variants[0].distance, 4);
  });

  it.each([{ count: 0 }, { count: 1.5 }, { spread: -1 }, { spread: Number.NaN }, { temperature: -1 }, { seed: 0.5 }])(
    "refuse %j",
    async (options) => {
      const [name] = Object.keys(options);
      await expect(explorer.variants(SENTENCE, options)).rejects.toMatchObject({ code: "bad-call", where: name });
    },
  );
});

describe("interpolate", () => {
  it.each([{}, { path: "spherical" }, { adaptive: true }] as const)("tiles the path: %j", async (options) => {
    const { steps, smoothness } = await explorer.interpolate("cat dog", "hen hen gnu ant", options);
    expect(steps[0].from).toBe(0);
    expect(steps[steps.length - 1].to).toBe(1);
    steps.slice(1).forEach(({ text, from }, index) => {
      expect(from).toBe(steps[index].to);
      expect(text).not.toBe(steps[index].text);
    });
    expect(smoothness).toBeGreaterThanOrEqual(0);
    expect(smoothness).toBeLessThanOrEqual(1);
  });

  it("begins and ends with the reconstructions", async () => {
    const [from, to] = ["cat dog", "hen hen gnu ant"];
    const latents = (await explorer.encode([from, to])).map(({ mean }) => mean);
    const [first, last] = await explorer.decode(latents, toRead());
    const { steps } = await explorer.interpolate(from, to, { adaptive: true });
    expect([steps[0].text, steps[steps.length - 1].text]).toEqual([first.text, last.text]);
  });

  it("sees at least as much when it bisects", async () => {
    const ends = ["cat dog", "hen hen gnu ant"] as const;
    const fixed = await explorer.interpolate(...ends);
    const adaptive = await explorer.interpolate(...ends, { adaptive: true });
    expect(adaptive.steps.map(({ text }) => text)).toEqual(expect.arrayContaining(fixed.steps.map(({ text }) => text)));
  });

  it("refuses a path of one point", async () => {
    await expect(explorer.interpolate("cat", "dog", { steps: 1 })).rejects.toMatchObject({ where: "steps" });
  });
});

describe("sample", () => {
  it("draws from the prior: as many as asked for, more of the same with a greater count", async () => {
    const five = await explorer.sample();
    expect(five).toMatchObject({ model: "tiny@0123456789abcdef", seed: 1 });
    expect(five.samples).toHaveLength(5);
    const texts = (await explorer.sample({ count: 80 })).samples.map(({ text }) => text);
    expect(texts.slice(0, 5)).toEqual(five.samples.map(({ text }) => text));
    expect(new Set(texts).size).toBeGreaterThan(5);
  });
});

describe("bound", () => {
  it("is the reconstruction at draws from the posterior, and the KL", async () => {
    const texts = [SENTENCE, "gnu", "hen hen hen hen"];
    const encoded = await explorer.encode(texts);
    const bounds = await explorer.bound(texts, { samples: 3, seed: 5 });
    expect(bounds.map(({ tokens }) => tokens)).toEqual([4, 2, 5]);
    bounds.forEach(({ kl, reconstruction }, index) => {
      expect(kl).toBe(encoded[index].kl);
      expect(reconstruction).toBeGreaterThan(0);
    });
    expect(await explorer.bound(texts, { samples: 3, seed: 5 })).toEqual(bounds);
    expect(await explorer.bound(texts, { samples: 3, seed: 6 })).not.toEqual(bounds);
  });
});

describe("any call", () => {
  it("gives the same in another explorer", async () => {
    const other = await Explorer.over(tinyPackage(), CPU);
    const all = async (each: Explorer) => [
      await each.variants(SENTENCE, { count: 30, temperature: 0.8, seed: 9 }),
      await each.interpolate("cat", "dog hen", { adaptive: true }),
      await each.complete("ca", { method: "icm" }),
      await each.sample({ temperature: 1 }),
      await each.bound([SENTENCE]),
    ];
    expect(await all(other)).toEqual(await all(explorer));
    await other.dispose();
  });

  it("stops when cancelled", async () => {
    const cancelled = { code: "cancelled" };
    const signal = AbortSignal.abort();
    await expect(explorer.encode(["cat"], signal)).rejects.toMatchObject(cancelled);
    await expect(explorer.variants("cat", {}, signal)).rejects.toMatchObject(cancelled);
    await expect(explorer.interpolate("cat", "dog", {}, signal)).rejects.toMatchObject(cancelled);
    await expect(explorer.complete("cat", {}, signal)).rejects.toMatchObject(cancelled);
    await expect(explorer.sample({}, signal)).rejects.toMatchObject(cancelled);
    await expect(explorer.bound(["cat"], {}, signal)).rejects.toMatchObject(cancelled);
  });

  it("fails, and does no harm, once the explorer is disposed of", async () => {
    const closed = await Explorer.over(tinyPackage(), CPU);
    await closed.dispose();
    await expect(closed.encode(["cat"])).rejects.toThrow();
  });

  it("refuses a number of threads that is none", async () => {
    const opening = Explorer.over(tinyPackage(), { provider: "cpu", threads: 0 });
    await expect(opening).rejects.toMatchObject({ code: "bad-call", where: "threads" });
  });

  it("tells which provider runs it", () => {
    expect(explorer.provider).toEqual({ requested: "cpu", chosen: "cpu", refusals: [] });
  });
});

describe("a decoder that writes from the end", () => {
  let backward: Explorer;
  beforeAll(async () => {
    const forward = tinyPackage();
    const manifest = { ...forward.manifest, decoder: { ...forward.manifest.decoder, direction: "backward" as const } };
    backward = await Explorer.over({ ...forward, manifest }, CPU);
  });
  afterAll(() => backward.dispose());

  it("has its sentences turned round, in and out", async () => {
    const latents = (await explorer.encode(WORDS)).map(({ mean }) => mean);
    const [written, read] = [await explorer.decode(latents), await backward.decode(latents)];
    const turned = read.map(({ text, logProbability }) => ({
      text: text.split(" ").reverse().join(" "),
      logProbability,
    }));
    expect(turned).toEqual(written);
    const [forth] = await explorer.score(["cat dog bee"], latents.slice(0, 1));
    const [back] = await backward.score(["bee dog cat"], latents.slice(0, 1));
    expect(back.logProbability).toBe(forth.logProbability);
  });

  it("completes a beginning, whose words it writes last", async () => {
    const { completions } = await backward.complete("fox ca", { count: 4 });
    expect(completions.length).toBeGreaterThan(1);
    for (const { text } of completions) expect(text).toMatch(/^fox (cat|cats)( |$)/);
  });

  it("cannot be made to decode with a beginning", async () => {
    const [{ mean }] = await explorer.encode(["cat"]);
    await expect(backward.decode([mean], { prefix: "cat" })).rejects.toMatchObject({ code: "unavailable" });
  });
});

/** Whether a decoded sentence ended by itself rather than at the greatest length. */
function isWhole(text: string): boolean {
  return text !== "" && marked(text) <= MAX_TOKENS;
}

/** Tokens of a sentence, its end mark counted. */
function marked(text: string): number {
  return text.split(" ").length + 1;
}
