import { expect, it } from "vitest";
import { forcedFeeds } from "../../src/engine/evaluation/likelihood/decoderNetwork";
import { decoderInputs } from "../../src/model/decoderInputs";
import { SPECIAL } from "../../src/model/tokenizer/specials";
import { randomWeights, tinyNetwork } from "../reference/weights";

const { bos, eos, unk } = SPECIAL;
const TOKENS = [7, 8, 7];

it("a decoder reads the begin mark and the words that it wrote, an inputless one of each only that there is one", () => {
  expect([...decoderInputs({ vocabulary: SPECIAL, decoder: {} }, TOKENS)]).toEqual([bos, 7, 8, 7]);
  const inputless = { vocabulary: SPECIAL, decoder: { inputless: true } };
  expect([...decoderInputs(inputless, TOKENS)]).toEqual([bos, unk, unk, unk]);
  expect([...decoderInputs(inputless, [])]).toEqual([bos]);
});

it("an evaluation feeds whole sentences in the same way, and asks for the words themselves", () => {
  const config = tinyNetwork();
  const network = { config, weights: randomWeights(config, 1), bos, eos, inputless: unk };
  const { tokens, targets } = forcedFeeds(network, { index: 0, tokens: TOKENS });
  expect([...tokens.data]).toEqual([bos, unk, unk, unk]);
  expect([...targets.data]).toEqual([...TOKENS, eos]);
});
