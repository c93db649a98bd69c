/** Known text around gaps as tokens and spelling, for byte-level BPE and for words, read from either end. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { advance } from "../../../src/core/decoding/advance";
import { follow, isObliged, type Pattern, patternStart, tokenAfter } from "../../../src/core/decoding/pattern";
import { fillTexts } from "../../../src/engine/explorer/filled";
import { patternAround } from "../../../src/engine/explorer/knownText";
import type { OpenModel } from "../../../src/engine/openModel";
import { trainBytePairTokenizer } from "../../../src/model/tokenizer/bpe";
import type { Tokenizer } from "../../../src/model/tokenizer/tokenizer";
import { openTinyModel, tinyTokenizer } from "../tinyModel";

const GAP = { least: 1, most: 99 };
const EOS = 3;

/** All that the pattern code asks of a model. */
function reading(model: OpenModel, tokenizer: Tokenizer, direction: "forward" | "backward"): OpenModel {
  const manifest = { ...model.manifest, decoder: { ...model.manifest.decoder, direction } };
  return Object.assign(Object.create(model), { manifest, tokenizer });
}

let tiny: OpenModel;
let bytePairs: Tokenizer;
beforeAll(async () => {
  tiny = await openTinyModel();
  const folder = await mkdtemp(join(tmpdir(), "known-text-"));
  const file = join(folder, "text.txt");
  await writeFile(file, "The cat opened the door. The cats, she said, opened the door's lock.\n".repeat(50));
  bytePairs = await trainBytePairTokenizer([file], 290);
  await rm(folder, { recursive: true });
});
afterAll(() => tiny.dispose());

/** The pattern of a text with "___" for gaps. */
async function gapped(model: OpenModel, text: string) {
  const known = text.split("___");
  const gaps = known.slice(1).map(() => GAP);
  return { known, pattern: await patternAround(model, known, gaps, "open") };
}

/** The sentence's spans if its tokens, in decoding order, fit. */
function spansOf(pattern: Pattern, tokens: readonly number[]) {
  const begins = pattern.tokens.every((token, index) => tokens[index] === token);
  let positions = begins ? [patternStart(pattern)] : [];
  for (const [place, token] of tokens.slice(pattern.tokens.length).entries()) {
    positions = positions.flatMap((position) => [
      ...(tokenAfter(pattern, position, EOS) === token ? [follow(pattern, position)] : []),
      ...(isObliged(pattern, position) ? [] : advance(pattern, position, token, pattern.tokens.length + place)),
    ]);
  }
  return positions.find((position) => tokenAfter(pattern, position, EOS) === EOS)?.spans;
}

describe.each(["forward", "backward"] as const)("byte-level BPE, decoding %s", (direction) => {
  it.each([
    ["The ___ opened the door.", "The cat opened the door."],
    ["The ___.", "The cat opened the door."],
    ["___ opened the door.", "The cat opened the door."],
    ["The cat ___", "The cat opened the door."],
    ["The cat open___", "The cat opened the door."],
    ["The cat___", "The cats opened."],
    ["The ___ened the door.", "The cat opened the door."],
    ["The c___ed the d___.", "The cat opened the door."],
    ["___ cat ___ the ___.", "The cat opened the door."],
    ["The ___, she opened the door.", "The cat, she opened the door."],
    ["The ___'s door.", "The cat's door."],
    ["A ___ — no!", "A café — no!"],
  ])("%j may be %j", async (text, sentence) => {
    const model = reading(tiny, bytePairs, direction);
    const { known, pattern } = await gapped(model, text);
    const [tokens] = await bytePairs.encodeBatch([sentence]);
    const decoded = model.inDecodingOrder(tokens);
    const spans = spansOf(pattern, decoded);
    expect(spans).toHaveLength(known.length - 1);
    const [filled] = await fillTexts(model, known, [{ tokens: decoded, spans: spans ?? [] }]);
    expect(filled.text).toBe(sentence);
  });

  it.each([
    ["The ___ door.", "A cat opened the door."],
    ["The ___.", "The cat opened the door!"],
    ["The cat ___", "The cats opened the door."],
    ["The ___ the door.", "The cat opened the window."],
    ["___ cat", "The cat opened"],
  ])("%j cannot be %j", async (text, sentence) => {
    const model = reading(tiny, bytePairs, direction);
    const { pattern } = await gapped(model, text);
    const [tokens] = await bytePairs.encodeBatch([sentence]);
    expect(spansOf(pattern, model.inDecodingOrder(tokens))).toBeUndefined();
  });
});

describe.each(["forward", "backward"] as const)("words, decoding %s", (direction) => {
  it.each([
    ["fox ___ hen", "fox cat dog hen"],
    ["fox ca___", "fox cats dog"],
    ["fox ___ts hen", "fox cats hen"],
    ["___ dog", "cat dog"],
  ])("%j may be %j", async (text, sentence) => {
    const model = reading(tiny, tinyTokenizer, direction);
    const { known, pattern } = await gapped(model, text);
    const [tokens] = await tinyTokenizer.encodeBatch([sentence]);
    const decoded = model.inDecodingOrder(tokens);
    const [filled] = await fillTexts(model, known, [{ tokens: decoded, spans: spansOf(pattern, decoded) ?? [] }]);
    expect(filled.text).toBe(sentence);
  });

  it("stand as they are where no token spells them", async () => {
    const model = reading(tiny, tinyTokenizer, direction);
    const pattern = await patternAround(model, ["zebra", ""], [GAP], "closed");
    const [tokens] = await tinyTokenizer.encodeBatch(["zebra dog"]);
    expect(spansOf(pattern, model.inDecodingOrder(tokens))).toHaveLength(1);
  });
});
