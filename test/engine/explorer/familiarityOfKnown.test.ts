import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FAMILIARITY_LEVELS } from "../../../src/core/metrics/familiarity";
import { Explorer } from "../../../src/engine/explorer";
import { familiarityOfKnown } from "../../../src/engine/explorer/familiarityOfKnown";
import { OpenModel } from "../../../src/engine/openModel";
import type { ModelPackage } from "../../../src/model/package/read";
import type { Tokenizer } from "../../../src/model/tokenizer/tokenizer";
import { SPECIAL } from "../../core/decoding/tableDecoder";
import { tinyPackage, tinyTokenizer, WORDS } from "../tinyModel";

const CPU = { provider: "cpu", threads: 1 } as const;
const WORST = -20;

/** The likelihood alone tells: a level of it is its place between `WORST` and 0. */
function knowing(source: ModelPackage): ModelPackage {
  const familiarity = {
    log_density: FAMILIARITY_LEVELS.map((level) => -1e9 + level),
    log_likelihood: FAMILIARITY_LEVELS.map((level) => WORST * (1 - level)),
  };
  return { ...source, manifest: { ...source.manifest, familiarity } };
}

/** The mean log-likelihood a token that a percentile comes from. */
function likelihoodOf(percentile = Number.NaN): number {
  return WORST * Math.sqrt(1 - percentile / 100);
}

/** Writes a full stop as a token of its own, as byte-level BPE does: that of the last word. */
const STOP = tinyTokenizer.size - 1;
const withStops: Tokenizer = {
  ...tinyTokenizer,
  kind: "bpe",
  encodeBatch: async (texts) => tinyTokenizer.encodeBatch(texts.map((text) => text.replace(/\.$/, ` ${WORDS.at(-1)}`))),
};

describe("of a beginning", () => {
  it.each(["forward", "backward"] as const)("only its own words count, decoding %s", async (direction) => {
    const source = knowing({ ...tinyPackage(), tokenizer: withStops });
    const decoder = { ...source.manifest.decoder, direction };
    const model = await OpenModel.open({ ...source, manifest: { ...source.manifest, decoder } }, CPU);
    const { familiarity } = await familiarityOfKnown(model, "cat dog elk ");
    const [tokens] = await tinyTokenizer.encodeBatch(["cat dog elk"]);
    const [{ mean }] = await model.encoder.encode([[...tokens, STOP]]);
    const written = model.inDecodingOrder([...tokens, STOP]);
    const steps = await logProbabilities(model, mean, written);
    const own = steps.filter((_, place) => written[place] !== STOP);
    expect(own).toHaveLength(3);
    expect(likelihoodOf(familiarity?.percentile)).toBeCloseTo(own.reduce((sum, nats) => sum + nats, 0) / 3, 4);
    await model.dispose();
  });

  it("nothing is told of a word alone", async () => {
    const explorer = await Explorer.over(knowing(tinyPackage()), CPU);
    for (const text of ["cat", "cat ", "cat ___", "___ cat", "cat, ___"]) {
      expect(await explorer.familiarityOfKnown(text)).toEqual({});
    }
    expect((await explorer.familiarityOfKnown("cat dog")).familiarity).toBeDefined();
    await explorer.dispose();
  });
});

describe("of a text with gaps", () => {
  it("the known words are a sentence, or the beginning of one", async () => {
    const explorer = await Explorer.over(knowing(tinyPackage()), CPU);
    const [whole] = await explorer.familiarity(["cat dog elk"]);
    expect(await explorer.familiarityOfKnown("cat ___ dog elk")).toEqual(whole);
    expect(await explorer.familiarityOfKnown("___ cat dog ___ elk")).toEqual(whole);
    const begun = await explorer.familiarityOfKnown("cat dog elk ");
    expect(begun).not.toEqual(whole);
    expect(await explorer.familiarityOfKnown("cat ___ dog elk ___")).toEqual(begun);
    await explorer.dispose();
  });
});

it("is not told by a model that does not know", async () => {
  const explorer = await Explorer.over(tinyPackage(), CPU);
  expect(await explorer.familiarity(["cat dog", "hen"])).toEqual([{}, {}]);
  expect([await explorer.familiarityOfKnown("cat dog "), await explorer.familiarityOfKnown("cat ___ dog")]).toEqual([
    {},
    {},
  ]);
  await explorer.dispose();
});

describe("the English model", () => {
  let english: Explorer;
  beforeAll(async () => {
    english = await Explorer.open(join(__dirname, "..", "..", "..", "models", "english"), CPU);
  });
  afterAll(() => english.dispose());
  const verdictsOf = async (texts: readonly string[]) => {
    const found = [];
    for (const text of texts) found.push((await english.familiarityOfKnown(text)).familiarity?.verdict);
    return found;
  };

  it("knows how everyday sentences begin and go on", async () => {
    const verdicts = await verdictsOf([
      "I would like to ",
      "I don't know ",
      "She opened the",
      "He bought a new ",
      "Do you want to ",
      "When I was a child, ",
      "It's going to ",
      "Tom and I ",
      "She ___ the window because it was ___.",
      "I ___ to the store yesterday.",
      "___ is my best friend.",
    ]);
    expect(verdicts).not.toContain("far");
    expect(verdicts.filter((verdict) => verdict === "familiar").length).toBeGreaterThan(9);
  });

  it("does not know code, nor other languages", async () => {
    const verdicts = await verdictsOf([
      "if err != nil { return fmt.Errorf(",
      "kubectl get pods --namespace ",
      "const result = await engine.interpolate(",
      "SELECT name, count(*) FROM ___ GROUP BY name",
      "Ich habe gestern Abend einen sehr ",
      "Je ne sais pas pourquoi il ___ parti si tôt.",
      "Nie wiem, dlaczego on jeszcze ",
      "Я не знаю, где ",
    ]);
    expect(verdicts).not.toContain("familiar");
    expect(verdicts.filter((verdict) => verdict === "far").length).toBeGreaterThan(5);
  });
});

/** ln p of each token at `z`, read off the whole distribution. */
async function logProbabilities(model: OpenModel, z: Float32Array, tokens: readonly number[]): Promise<number[]> {
  const { decoder } = model;
  const found: number[] = [];
  let state = await decoder.start(z, 1);
  for (const [place, token] of tokens.entries()) {
    const input = Int32Array.of(place === 0 ? SPECIAL.bos : tokens[place - 1]);
    const step = await decoder.step(input, state, { top: decoder.vocabulary });
    found.push(step.logProbabilities[step.tokens.indexOf(token)]);
    state = step.state;
  }
  return found;
}
