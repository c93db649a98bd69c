import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scoreSentences } from "../../../src/core/decoding/scoring";
import { type EndLength, imputeEnds, knownTokens } from "../../../src/engine/evaluation/imputeEnds";
import { OpenModel } from "../../../src/engine/openModel";
import { manifestSchema } from "../../../src/model/manifest";
import { decoderModel } from "../../../src/model/onnx/decoder";
import type { ModelPackage } from "../../../src/model/package/read";
import { SPECIAL } from "../../core/decoding/tableDecoder";
import { randomWeights } from "../../reference/weights";
import { openTinyModel, TINY, tinyPackage, WORDS } from "../tinyModel";

const IDS = WORDS.map((_, index) => 4 + index);
const SENTENCES = [
  [4, 5, 6, 7, 8],
  [9, 4],
  [13, 12, 11, 10, 9, 8, 7, 6, 5, 4],
  [6, 6, 6, 7, 7],
  ...Array.from({ length: 8 }, (_, index) => [4 + index, 5, 12 - index, 7]),
];
const PAPER = { share: 0.4, cut: "token", length: "fixed", width: 3, rounds: 3 } as const;
const NETWORK = { ...TINY, latent: 0, skip: false };

function languageModel(direction: "forward" | "backward"): ModelPackage {
  const { manifest, ...source } = tinyPackage();
  return {
    ...source,
    manifest: manifestSchema.parse({
      ...manifest,
      family: { posterior: "none", prior: "none" },
      latent: { dimension: 0, mean: [], deviation: [], kl: [] },
      decoder: { ...manifest.decoder, direction },
    }),
    graph: async () => decoderModel(NETWORK, randomWeights(NETWORK, 2)),
  };
}

let vae: OpenModel;
let forward: OpenModel;
let backward: OpenModel;
beforeAll(async () => {
  const open = (direction: "forward" | "backward") =>
    OpenModel.open(languageModel(direction), { provider: "cpu", threads: 1 });
  [vae, forward, backward] = await Promise.all([openTinyModel(), open("forward"), open("backward")]);
});
afterAll(() => Promise.all([vae, forward, backward].map((model) => model.dispose())));

describe("the end of a sentence", () => {
  const bpe = { kind: "bpe", tokenText: (token: number) => (token % 3 === 0 ? " in" : "side") } as const;
  const upTo = (length: number) => Array.from({ length }, (_, token) => token);

  it("is the last share of its tokens, at least one, and never the first", () => {
    const kept = [2, 3, 5, 8, 10, 12, 13, 20].map((length) =>
      knownTokens(upTo(length), { share: 0.2, cut: "token" }, bpe),
    );
    expect(kept).toEqual([1, 2, 4, 6, 8, 10, 10, 16]);
    expect(knownTokens([0, 1], { share: 0.99, cut: "token" }, bpe)).toBe(1);
  });

  it("begins with a word where that is asked for", () => {
    const kept = [2, 3, 5, 8, 10, 12, 13, 20].map((length) =>
      knownTokens(upTo(length), { share: 0.2, cut: "word" }, bpe),
    );
    expect(kept).toEqual([1, 1, 3, 6, 6, 9, 9, 15]);
    expect(knownTokens(upTo(8), { share: 0.2, cut: "word" }, { ...bpe, kind: "words" })).toBe(6);
  });
});

describe("a language model", () => {
  it("with an exhaustive beam finds the most probable end of the length, in both directions", async () => {
    for (const model of [forward, backward]) {
      const known = SENTENCES[0].slice(0, 3);
      const ends = IDS.flatMap((first) => IDS.map((second) => [...known, first, second]));
      const scores = await scoreSentences(
        model.decoder,
        new Float32Array(0),
        ends.map((tokens) => model.inDecodingOrder(tokens)),
      );
      const best = ends[scores.indexOf(Math.max(...scores))];
      const { sentences } = await imputeEnds(model, [SENTENCES[0]], { ...PAPER, width: 100 });
      expect(sentences).toEqual([best]);
    }
  });

  it("counts the tokens of its beams", async () => {
    // Begin mark and three known tokens of one row; then three rows for the second of the missing ones, and for the end mark.
    const { work } = await imputeEnds(forward, [SENTENCES[0]], PAPER);
    expect(work).toEqual({ decoderTokens: 4 + 3 + 3, encodedSentences: 0 });
    // From the end: the begin mark, and three rows for all five tokens.
    expect((await imputeEnds(backward, [SENTENCES[0]], PAPER)).work.decoderTokens).toBe(1 + 3 * 5);
  });
});

describe.each<EndLength>(["fixed", "free"])("ends of %s length", (length) => {
  it("stand after the known tokens, and hold words alone", async () => {
    for (const model of [vae, forward, backward]) {
      const { sentences } = await imputeEnds(model, SENTENCES, { ...PAPER, length });
      for (const [index, tokens] of sentences.entries()) {
        const known = knownTokens(SENTENCES[index], PAPER, model.tokenizer);
        const removed = SENTENCES[index].length - known;
        expect(tokens.slice(0, known)).toEqual(SENTENCES[index].slice(0, known));
        const end = tokens.slice(known);
        expect(end.length).toBeGreaterThanOrEqual(length === "fixed" ? removed : 1);
        expect(end.length).toBeLessThanOrEqual(length === "fixed" ? removed : 2 * removed);
        for (const token of end) expect(token).toBeGreaterThan(SPECIAL.eos);
      }
    }
  });

  it("do not depend on the sentences beside them", async () => {
    for (const model of [vae, forward, backward]) {
      const together = await imputeEnds(model, SENTENCES, { ...PAPER, length });
      const alone = [];
      for (const sentence of SENTENCES) alone.push(await imputeEnds(model, [sentence], { ...PAPER, length }));
      expect(together.sentences).toEqual(alone.flatMap(({ sentences }) => sentences));
      const total = alone.reduce((sum, { work }) => sum + work.decoderTokens, 0);
      expect(together.work.decoderTokens).toBe(total);
    }
  });
});

it("a VAE's rounds encode its start and each sentence that they find, once", async () => {
  const { work } = await imputeEnds(vae, [SENTENCES[0]], { ...PAPER, rounds: 1 });
  expect(work.encodedSentences).toBe(1 + PAPER.width);
});

it("stops on request", async () => {
  const controller = new AbortController();
  const progress = () => controller.abort();
  for (const model of [vae, forward]) {
    const stopped = imputeEnds(model, SENTENCES, { ...PAPER, progress }, controller.signal);
    await expect(stopped).rejects.toMatchObject({ code: "cancelled" });
  }
});
