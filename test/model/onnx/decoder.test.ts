import { describe, expect, it } from "vitest";
import { fillNormal, seeded } from "../../../src/core/random";
import { isLanguageModel } from "../../../src/model/family/network";
import { decoderModel } from "../../../src/model/onnx/decoder";
import { decoderInitModel } from "../../../src/model/onnx/decoderInit";
import { SPECIAL } from "../../../src/model/tokenizer/specials";
import { type ReferenceState, referenceInitialState, referenceStep } from "../../reference/network";
import { everyOption, inFloat64, languageModels, randomWeights, tinyNetwork } from "../../reference/weights";
import { float32, greatestDifference, int64, runModel } from "./run";

const ROWS = 4;
const K = 3;
/** What each row is fed, step by step. */
const FED = [
  [2, 2, 2, 2],
  [5, 6, 7, 10],
  [0, 1, 4, 9],
] as const;
const TARGETS = [5, 0, 10, 3] as const;

describe("an inputless decoder", () => {
  it("reads the begin mark, and every other token as the unknown one", async () => {
    const config = tinyNetwork({ tied: true });
    const weights = randomWeights(config, 1);
    const { bos, unk } = SPECIAL;
    const [plain, inputless] = [
      decoderModel(config, weights),
      decoderModel(config, weights, { inputless: { bos, unk } }),
    ];
    const feeds = (tokens: readonly number[]) => ({
      token: int64([ROWS], tokens),
      latent: float32([ROWS, config.latent], fillNormal(new Float32Array(ROWS * config.latent), seeded(1, "z"))),
      state_0: float32([ROWS, config.hidden], zeros(config.hidden).data),
      state_1: float32([ROWS, config.hidden], zeros(config.hidden).data),
      k: int64([1], [K]),
      target: int64([ROWS], TARGETS),
    });
    expect(await runModel(inputless, feeds([bos, 7, unk, 9]))).toEqual(
      await runModel(plain, feeds([bos, unk, unk, unk])),
    );
  });
});

describe("decoder_init.onnx and decoder.onnx", () => {
  it.each([...everyOption(), ...languageModels()])(
    "agree with the float64 reference over three steps: %o",
    async (config) => {
      const weights = randomWeights(config, 1);
      const reference = inFloat64(weights);
      const latents = fillNormal(new Float32Array(ROWS * config.latent), seeded(1, "latents"));
      const rowLatents = Array.from({ length: ROWS }, (_, row) =>
        Float64Array.from(latents.subarray(row * config.latent, (row + 1) * config.latent)),
      );
      const latent = isLanguageModel(config) ? {} : { latent: float32([ROWS, config.latent], latents) };
      const decoder = decoderModel(config, weights);

      let found = isLanguageModel(config)
        ? { state_0: zeros(config.hidden), state_1: zeros(config.hidden) }
        : await runModel(decoderInitModel(config, weights), latent);
      let states: ReferenceState[] = rowLatents.map((z) => referenceInitialState(config, reference, z));
      expect(greatestDifference(found.state_0.data, flat(states, "h"))).toBeLessThan(1e-5);
      expect(greatestDifference(found.state_1.data, flat(states, "c"))).toBeLessThan(1e-5);

      for (const tokens of FED) {
        const step = await runModel(decoder, {
          token: int64([ROWS], tokens),
          ...latent,
          state_0: float32([ROWS, config.hidden], found.state_0.data),
          state_1: float32([ROWS, config.hidden], found.state_1.data),
          k: int64([1], [K]),
          target: int64([ROWS], TARGETS),
        });
        const expected = states.map((state, row) =>
          referenceStep(config, reference, tokens[row], rowLatents[row], state),
        );
        states = expected.map((row) => row.state);
        found = { state_0: step.next_state_0, state_1: step.next_state_1 };
        const table = expected.map((row) => row.logProbabilities);

        expect(greatestDifference(found.state_0.data, flat(states, "h"))).toBeLessThan(1e-5);
        expect(greatestDifference(found.state_1.data, flat(states, "c"))).toBeLessThan(1e-5);
        expect(
          greatestDifference(
            step.log_probabilities.data,
            table.flatMap((row) => [...row]),
          ),
        ).toBeLessThan(1e-5);
        expect(
          greatestDifference(
            step.target_log_probability.data,
            table.map((row, index) => row[TARGETS[index]]),
          ),
        ).toBeLessThan(1e-5);
        const best = table.map((row) => [...row.keys()].sort((a, b) => row[b] - row[a]).slice(0, K));
        expect(step.top_tokens).toEqual({ shape: [ROWS, K], data: best.flat() });
        expect(
          greatestDifference(
            step.top_log_probabilities.data,
            best.flatMap((tokens, row) => tokens.map((token) => table[row][token])),
          ),
        ).toBeLessThan(1e-5);
      }
    },
  );
});

function zeros(width: number): { readonly shape: readonly number[]; readonly data: number[] } {
  return { shape: [ROWS, width], data: new Array<number>(ROWS * width).fill(0) };
}

function flat(states: readonly ReferenceState[], part: "h" | "c"): number[] {
  return states.flatMap((state) => [...state[part]]);
}
