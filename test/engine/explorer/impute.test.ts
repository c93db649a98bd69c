/** Gaps of a text filled by a model of random weights, and by a language model, in both directions of decoding. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ImputeResult } from "../../../src/core/exploration";
import { Lexicon } from "../../../src/core/text/lexicon";
import { complete } from "../../../src/engine/explorer/complete";
import { impute } from "../../../src/engine/explorer/impute";
import { OpenModel } from "../../../src/engine/openModel";
import { manifestSchema } from "../../../src/model/manifest";
import { decoderModel } from "../../../src/model/onnx/decoder";
import type { ModelPackage } from "../../../src/model/package/read";
import type { Tokenizer } from "../../../src/model/tokenizer/tokenizer";
import { SPECIAL } from "../../core/decoding/tableDecoder";
import { referenceInitialState, referenceStep } from "../../reference/network";
import { inFloat64, randomWeights } from "../../reference/weights";
import { TINY, tinyPackage, tinyTokenizer, WORDS } from "../tinyModel";

/** Tokens as those of byte-level BPE: a word begins with its space. */
const SPACED: Tokenizer = {
  ...tinyTokenizer,
  kind: "bpe",
  encodePrefix: async (prefix) => {
    const { tokens, rest } = await tinyTokenizer.encodePrefix(prefix);
    return { tokens, rest: rest === "" ? "" : ` ${rest}` };
  },
  tokenText: (token) => ` ${tinyTokenizer.tokenText(token)}`,
};

const CPU = { provider: "cpu", threads: 1 } as const;
const NETWORK = { ...TINY, latent: 0, skip: false };
const WEIGHTS = randomWeights(NETWORK, 2);
WEIGHTS.get("output.bias")?.fill(1, SPECIAL.eos, SPECIAL.eos + 1);

function turned(source: ModelPackage, direction: "forward" | "backward"): ModelPackage {
  return { ...source, manifest: { ...source.manifest, decoder: { ...source.manifest.decoder, direction } } };
}

function languageModel(): ModelPackage {
  const { manifest, ...source } = tinyPackage();
  const family = { posterior: "none", prior: "none" };
  const latent = { dimension: 0, mean: [], deviation: [], kl: [] };
  return {
    ...source,
    manifest: manifestSchema.parse({ ...manifest, family, latent }),
    graph: async () => decoderModel(NETWORK, WEIGHTS),
  };
}

const models = new Map<string, OpenModel>();
const model = (name: string): OpenModel => {
  const found = models.get(name);
  if (found === undefined) throw new Error(`No model ${name}`);
  return found;
};
beforeAll(async () => {
  const packages = { vae: tinyPackage(), lm: languageModel() };
  for (const [name, source] of Object.entries(packages)) {
    models.set(`${name} forward`, await OpenModel.open(source, CPU));
    models.set(`${name} backward`, await OpenModel.open(turned(source, "backward"), CPU));
  }
});
afterAll(() => Promise.all([...models.values()].map((open) => open.dispose())));

const MODELS = ["vae forward", "vae backward", "lm forward", "lm backward"];

describe.each(MODELS)("gaps filled by %s", (name) => {
  it.each([
    ["fox ___ hen", /^fox [a-z ]+ hen$/],
    ["___ hen", /^[a-z ]+ hen$/],
    ["fox ___", /^fox [a-z ]+$/],
    ["fox ca___ hen", /^fox cats?[a-z ]* hen$/],
    ["___ fox ___ hen ___", /^[a-z ]+ fox [a-z ]+ hen [a-z ]+$/],
    ["zebra ___ hen", /^zebra [a-z ]+ hen$/],
    ["fox_it ___ hen", /^fox_it [a-z ]+ hen$/],
  ])("%j", async (text, wanted) => {
    const { completions } = await impute(model(name), text, { count: 4 });
    expect(completions.length).toBeGreaterThan(0);
    const known = text.split("___");
    for (const { text: whole, filled, gapLogProbability, gapTokens } of completions) {
      expect(whole).toMatch(wanted);
      expect(whole).not.toContain("<");
      expect(known.map((part, index) => part + (filled[index] ?? "")).join("")).toBe(whole);
      expect(gapLogProbability).toBeLessThanOrEqual(0);
      expect(gapTokens).toBeGreaterThanOrEqual(filled.length);
    }
    expect(new Set(completions.map(({ text: whole }) => whole)).size).toBe(completions.length);
  });

  it("hold as many tokens as asked for", async () => {
    const { completions } = await impute(model(name), "fox ___ hen", { tokens: { least: 2, most: 2 }, count: 6 });
    expect(completions).toHaveLength(6);
    for (const { filled, gapTokens } of completions) {
      expect(filled[0].split(" ")).toHaveLength(2);
      expect(gapTokens).toBe(2);
    }
  });

  it.each(["fox ___ hen", "fox ___", "___ fox"])("hold no more words than asked for: %j", async (text) => {
    const { completions } = await impute(model(name), text, { words: 2, count: 6 });
    for (const { filled } of completions) expect(filled[0].split(" ").length).toBeLessThanOrEqual(2);
  });

  it("begin differently where there are ways to", async () => {
    const { completions } = await impute(model(name), "fox ___ hen", { count: 5 });
    expect(new Set(completions.map(({ filled }) => filled[0].split(" ")[0])).size).toBe(5);
  });

  it("are the same when asked again, and all stop on request", async () => {
    const once = await impute(model(name), "fox ___ hen");
    expect(await impute(model(name), "fox ___ hen")).toEqual(once);
    await expect(impute(model(name), "fox ___ hen", {}, AbortSignal.abort())).rejects.toMatchObject({
      code: "cancelled",
    });
  });
});

describe("iterated conditional modes", () => {
  it("tell their rounds: each sentence keeps what is known, and the search ends where z stays", async () => {
    const { method, trace } = await impute(model("vae forward"), "fox ___ hen");
    expect(method).toBe("icm");
    expect(trace.length).toBeGreaterThan(0);
    trace.forEach(({ round, text, step }, index) => {
      expect(round).toBe(index + 1);
      expect(text).toMatch(/^fox .+ hen$/);
      expect(step).toBeGreaterThanOrEqual(0);
    });
  });

  it("find what one beam finds, and more", async () => {
    const options = { count: 40, beam: 3 };
    const texts = async (method: "beam" | "icm") => {
      const { completions, trace } = await impute(model("vae forward"), "fox ___ hen", { ...options, method });
      expect(trace.length > 0).toBe(method === "icm");
      return completions.map(({ text }) => text);
    };
    expect(await texts("icm")).toEqual(expect.arrayContaining((await texts("beam")).slice(0, 5)));
  });
});

describe("the probability of what was missing", () => {
  it("of a language model's end is exact", async () => {
    const { completions } = await complete(model("lm forward"), "fox cat ", { count: 6 });
    for (const { text, gapLogProbability, gapTokens } of completions) {
      const words = text.split(" ");
      expect(gapLogProbability).toBeCloseTo(exact([...words, "</s>"]) - exact(["fox", "cat"]), 4);
      expect(gapTokens).toBe(words.length - 1);
    }
  });

  it("is given the letters that were typed", async () => {
    const { completions } = await complete(model("lm forward"), "fox ca", { count: 6 });
    const typed = Math.log(Math.exp(exact(["fox", "cat"])) + Math.exp(exact(["fox", "cats"])));
    for (const { text, gapLogProbability } of completions) {
      expect(gapLogProbability).toBeCloseTo(exact([...text.split(" "), "</s>"]) - typed, 4);
    }
  });

  it("of a language model's end cut to a word is that of the word", async () => {
    const { completions } = await complete(model("lm forward"), "fox cat ", { count: 10, words: 1, beam: 40 });
    for (const { text, gapLogProbability, gapTokens } of completions) {
      // A sentence that ends there of itself has an end mark.
      const missing = gapTokens === 2 ? [...text.split(" "), "</s>"] : text.split(" ");
      expect(gapLogProbability).toBeCloseTo(exact(missing) - exact(["fox", "cat"]), 4);
    }
    expect(completions.map(({ gapTokens }) => gapTokens)).toContain(1);
  });

  it.each(MODELS)("adds up to no more than one: %s", async (name) => {
    const { completions } = await impute(model(name), "fox ___ hen", { count: 40 });
    const sum = completions.reduce((total, { gapLogProbability }) => total + Math.exp(gapLogProbability), 0);
    expect(sum).toBeGreaterThan(0);
    expect(sum).toBeLessThanOrEqual(1 + 1e-6);
  });
});

describe("a time budget", () => {
  /** A clock that shows one more millisecond every time that it is looked at. */
  const ticking = () => {
    let now = 0;
    return () => now++;
  };
  const timed = (budgetMilliseconds: number): Promise<ImputeResult> =>
    complete(model("vae forward"), "fox ca", { budgetMilliseconds }, undefined, ticking());

  it("ends the search with what has been found", async () => {
    const whole = await complete(model("vae forward"), "fox ca");
    expect(await timed(100_000)).toEqual(whole);
    const hurried = await timed(8);
    expect(hurried.completions.length).toBeGreaterThan(0);
    for (const { text } of hurried.completions) expect(text).toMatch(/^fox (cat|cats)( |$)/);
    expect(hurried.trace.length).toBeLessThanOrEqual(1);
  });

  it("is overdrawn until there is anything to give", async () => {
    const { completions } = await timed(1);
    expect(completions.length).toBeGreaterThan(0);
    for (const { text } of completions) expect(text).toMatch(/^fox cats?$/);
    await expect(timed(0)).rejects.toMatchObject({ code: "bad-call", where: "budgetMilliseconds" });
  });
});

it("says what it cannot do", async () => {
  await expect(impute(model("lm forward"), "fox ___", { method: "icm" })).rejects.toMatchObject({
    code: "unavailable",
  });
  const long = `fox ___ ${Array<string>(12).fill("cat").join(" ")}`;
  await expect(impute(model("vae forward"), long)).rejects.toMatchObject({ code: "bad-input", where: "text" });
  const tokens = { least: 3, most: 2 };
  await expect(impute(model("vae forward"), "fox ___", { tokens })).rejects.toMatchObject({ where: "tokens.most" });
});

/** ln p of words, the last of which may be the end mark, in float64. */
function exact(words: readonly string[]): number {
  const tokens = words.map((word) => (word === "</s>" ? SPECIAL.eos : 4 + WORDS.indexOf(word)));
  const reference = inFloat64(WEIGHTS);
  const noLatent = new Float64Array(0);
  let state = referenceInitialState(NETWORK, reference, noLatent);
  return tokens.reduce((sum, token, place) => {
    const step = referenceStep(NETWORK, reference, tokens[place - 1] ?? SPECIAL.bos, noLatent, state);
    state = step.state;
    return sum + step.logProbabilities[token];
  }, 0);
}

describe("a lexicon", () => {
  const spelt = (words: readonly string[]) =>
    OpenModel.open({ ...tinyPackage(), tokenizer: SPACED, lexicon: Lexicon.of(words) }, CPU);
  const filling = async (words: readonly string[], prefix: string): Promise<readonly string[]> => {
    const known = await spelt(words);
    const { completions } = await complete(known, prefix, { words: 1 });
    await known.dispose();
    return completions.map(({ filled }) => filled[0].trim());
  };

  it("and the text itself are what a gap is filled from", async () => {
    expect(new Set(await filling(["hen"], "cat "))).toEqual(new Set(["cat", "hen"]));
    expect((await filling([...WORDS], "cat ")).length).toBeGreaterThan(2);
  });

  it("finishes a word that is half typed, and takes one that it has not as it stands", async () => {
    const finished = await filling(["hen", "cats"], "cat");
    expect(finished.filter((text) => !/^s( hen| cats)?$/.test(text))).toEqual([]);
    expect(finished).toContain("s");
    expect(new Set(await filling(["hen"], "cat"))).toEqual(new Set(["cat", "hen"]));
  });

  it("is left aside where nothing could be written", async () => {
    expect(await filling(["nothing"], "cat ")).not.toEqual([]);
  });
});
