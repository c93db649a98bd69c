import { describe, expect, it } from "vitest";
import { seeded } from "../../../src/core/random";
import type { Batch } from "../../../src/trainer/corpus/batch";
import { type BatchOptions, batches, epochLength, evaluationBatches } from "../../../src/trainer/corpus/batches";
import { chooseBuckets } from "../../../src/trainer/corpus/buckets";
import { NO_DROPOUT } from "../../../src/trainer/corpus/dropout";
import { planEpoch } from "../../../src/trainer/corpus/epochPlan";
import { TokenStore, writeTokenStore } from "../../../src/trainer/corpus/tokenStore";
import { collect, temporaryFolder } from "./temporaryFolder";

const folder = temporaryFolder();
const SPECIAL = { pad: 0, unk: 1, bos: 2, eos: 3 };

/** Sentences whose tokens tell their number: 4 + number, then filling. */
async function storeOf(count: number, longest = 12): Promise<TokenStore> {
  const random = seeded(3, "lengths");
  const sentences = Array.from({ length: count }, (_, n) => [
    4 + n,
    ...Array.from({ length: random.integer(longest) }, () => 4 + random.integer(90)),
  ]);
  await writeTokenStore(
    folder.path("store"),
    100_000,
    (async function* () {
      yield sentences;
    })(),
  );
  return TokenStore.open(folder.path("store"));
}

function optionsFor(store: TokenStore, changes: Partial<BatchOptions> = {}): BatchOptions {
  return {
    rows: 16,
    buckets: chooseBuckets(store.histogram, 4),
    latent: 3,
    embedding: 2,
    features: 5,
    reversed: false,
    direction: "left-to-right",
    special: SPECIAL,
    wordKeep: 1,
    dropout: NO_DROPOUT,
    seed: 1,
    ...changes,
  };
}

const column = (values: ArrayLike<number>, batch: Batch, row: number): number[] =>
  Array.from({ length: batch.time }, (_, t) => values[t * batch.rows + row]);
const numbers = (all: readonly Batch[]): number[] => all.flatMap((batch) => [...batch.sentences]);

describe("batches", () => {
  it("lays out a sentence for encoder and decoder", async () => {
    const store = await storeOf(1, 1);
    const options = optionsFor(store, { rows: 4, buckets: [4], latent: 2 });
    const [batch] = await collect(batches(store, { ...options, epoch: 0 }));
    expect(batch).toMatchObject({ rows: 1, time: 4, tokens: 2 });
    expect([...batch.encoderTokens]).toEqual([0, 0, 4, 3]);
    expect([...batch.encoderMask]).toEqual([0, 0, 1, 1]);
    expect([...batch.decoderTokens]).toEqual([2, 4, 0, 0]);
    expect([...batch.targets]).toEqual([4, 3, 0, 0]);
    expect([...batch.targetWeights]).toEqual([1, 1, 0, 0]);
    expect(batch.noise).toHaveLength(2);
    expect(batch.dropout).toBeUndefined();
    const [backwards] = await collect(batches(store, { ...options, reversed: true, epoch: 0 }));
    expect([...backwards.encoderTokens]).toEqual([0, 0, 3, 4]);
    expect([...backwards.encoderMask]).toEqual([0, 0, 1, 1]);
  });

  it("holds each sentence whole in every row, forwards and backwards", async () => {
    const store = await storeOf(200);
    const sentences = (await collect(store.sentences())).map((ids) => [...ids]);
    for (const reversed of [false, true]) {
      for await (const batch of batches(store, { ...optionsFor(store, { reversed }), epoch: 2 })) {
        for (const [row, number] of batch.sentences.entries()) {
          const whole = [...sentences[number], SPECIAL.eos];
          const padding = Array<number>(batch.time - whole.length).fill(SPECIAL.pad);
          expect(column(batch.targets, batch, row)).toEqual([...whole, ...padding]);
          expect(column(batch.decoderTokens, batch, row)).toEqual([SPECIAL.bos, ...sentences[number], ...padding]);
          expect(column(batch.encoderTokens, batch, row)).toEqual([
            ...padding,
            ...(reversed ? whole.toReversed() : whole),
          ]);
          expect(column(batch.encoderMask, batch, row)).toEqual([...padding, ...whole.map(() => 1)]);
          expect(column(batch.targetWeights, batch, row)).toEqual([...whole.map(() => 1), ...padding]);
        }
      }
    }
  });

  it("has the decoder write from the end where it is asked to, and the encoder read as before", async () => {
    const store = await storeOf(200);
    const sentences = (await collect(store.sentences())).map((ids) => [...ids]);
    const options = { ...optionsFor(store), epoch: 2 };
    const leftToRight = await collect(batches(store, options));
    const rightToLeft = await collect(batches(store, { ...options, direction: "right-to-left" }));
    for (const [index, batch] of rightToLeft.entries()) {
      const { targets, decoderTokens, ...others } = batch;
      const { targets: _, decoderTokens: __, ...same } = leftToRight[index];
      expect(others).toEqual(same);
      for (const [row, number] of batch.sentences.entries()) {
        const written = sentences[number].toReversed();
        const padding = Array<number>(batch.time - written.length - 1).fill(SPECIAL.pad);
        expect(column(targets, batch, row)).toEqual([...written, SPECIAL.eos, ...padding]);
        expect(column(decoderTokens, batch, row)).toEqual([SPECIAL.bos, ...written, ...padding]);
      }
    }
  });

  it("gives a language model nothing that an encoder would read", async () => {
    const store = await storeOf(40);
    const dropout = { ...NO_DROPOUT, decoder: 0.3 };
    const [batch] = await collect(batches(store, { ...optionsFor(store, { latent: 0, dropout }), epoch: 0 }));
    const [whole] = await collect(batches(store, { ...optionsFor(store, { dropout }), epoch: 0 }));
    const none = { encoderTokens: new Int32Array(0), encoderMask: new Float32Array(0), noise: new Float32Array(0) };
    expect(batch).toEqual({
      ...whole,
      ...none,
      dropout: expect.objectContaining({ encoderInput: new Float32Array(0) }),
    });
  });

  it("gives only full batches, no sentence twice, and leaves out fewer than a batch", async () => {
    const store = await storeOf(3333);
    const options = optionsFor(store, { rows: 32 });
    const epochs = [0, 1].map((epoch) => collect(batches(store, { ...options, epoch })));
    for (const all of await Promise.all(epochs)) {
      expect(all).toHaveLength(epochLength(store, options));
      expect(all.every((batch) => batch.rows === 32 && options.buckets.includes(batch.time))).toBe(true);
      expect(new Set(numbers(all)).size).toBe(104 * 32);
    }
    const [first, second] = await Promise.all(epochs);
    expect(numbers(first)).not.toEqual(numbers(second));
  });

  it("does so whatever the window, and pads little", async () => {
    const store = await storeOf(5000);
    const options = { ...optionsFor(store), epoch: 0 };
    const [few, many] = await Promise.all(
      [1, 64].map((windowBlocks) => collect(planEpoch(store, { ...options, windowBlocks }))),
    );
    for (const plan of [few, many]) {
      expect(plan).toHaveLength(312);
      expect(new Set(plan.flatMap((batch) => batch.sentences.map(({ number }) => number))).size).toBe(312 * 16);
      const [real, padded] = plan.reduce(
        ([sum, all], { sentences, time }) => [
          sum + sentences.reduce((total, { tokens }) => total + tokens.length + 1, 0),
          all + time * sentences.length,
        ],
        [0, 0],
      );
      expect(padded / real).toBeLessThan(1.2);
    }
  });

  it("lets batches of one bucket follow each other where an engine takes several at once", async () => {
    const store = await storeOf(5000);
    const options = { ...optionsFor(store), epoch: 0 };
    const plans = await Promise.all([1, 8].map((runLength) => collect(planEpoch(store, { ...options, runLength }))));
    const [mixed, inRuns] = plans.map((plan) => ({
      changes: plan.filter(({ time }, index) => index > 0 && plan[index - 1].time !== time).length,
      sentences: plan.flatMap(({ sentences }) => sentences.map(({ number }) => number)).sort((a, b) => a - b),
    }));
    expect(inRuns.sentences).toEqual(mixed.sentences);
    expect(inRuns.changes).toBeLessThan(mixed.changes / 4);
    expect(inRuns.changes).toBeGreaterThan(options.buckets.length);
  });

  it("lowers the rows for a corpus smaller than a batch", async () => {
    const store = await storeOf(5);
    const options = optionsFor(store, { rows: 64 });
    expect(epochLength(store, options)).toBe(1);
    const all = await collect(batches(store, { ...options, epoch: 0 }));
    expect(numbers(all).sort()).toEqual([0, 1, 2, 3, 4]);
  });

  it("goes on from any batch exactly as an uninterrupted epoch would", async () => {
    const store = await storeOf(700);
    const options = {
      ...optionsFor(store, { wordKeep: 0.6, dropout: { ...NO_DROPOUT, decoder: 0.3, encoder: 0.2 } }),
      epoch: 4,
    };
    const whole = await collect(batches(store, options));
    for (const start of [0, 1, 20, whole.length - 1, whole.length]) {
      expect(await collect(batches(store, { ...options, start }))).toEqual(whole.slice(start));
    }
    expect(await collect(batches(store, { ...options, seed: 2 }))).not.toEqual(whole);
  });

  it("drops decoder words at the rate asked for, never the begin mark, and nothing else", async () => {
    const store = await storeOf(3000);
    const plain = await collect(batches(store, { ...optionsFor(store), epoch: 0 }));
    for (const wordKeep of [0, 0.7]) {
      const dropped = await collect(batches(store, { ...optionsFor(store, { wordKeep }), epoch: 0 }));
      let [kept, words] = [0, 0];
      for (const [index, batch] of dropped.entries()) {
        expect({ ...batch, decoderTokens: 0 }).toEqual({ ...plain[index], decoderTokens: 0 });
        for (const [position, token] of batch.decoderTokens.entries()) {
          const original = plain[index].decoderTokens[position];
          if (original === SPECIAL.bos || original === SPECIAL.pad) expect(token).toBe(original);
          else {
            expect([original, SPECIAL.unk]).toContain(token);
            words++;
            if (token === original) kept++;
          }
        }
      }
      expect(Math.abs(kept / words - wordKeep)).toBeLessThan(0.02);
    }
  });

  it("draws standard normal noise and inverted dropout", async () => {
    const store = await storeOf(2000);
    const options = {
      ...optionsFor(store, { dropout: { decoder: 0.25, encoder: 0.25, locked: false }, latent: 8 }),
      epoch: 0,
    };
    const all = await collect(batches(store, options));
    const noise = all.flatMap((batch) => [...batch.noise]);
    const mean = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0) / values.length;
    expect(Math.abs(mean(noise))).toBeLessThan(0.03);
    expect(Math.abs(mean(noise.map((x) => x * x)) - 1)).toBeLessThan(0.05);
    const { dropout } = all[0];
    const positions = all[0].rows * all[0].time;
    expect([dropout?.encoderInput.length, dropout?.decoderInput.length, dropout?.output.length]).toEqual([
      2 * positions,
      2 * positions,
      5 * positions,
    ]);
    expect(dropout?.encoderInput).not.toEqual(dropout?.decoderInput);
    const masks = all.flatMap((batch) => [...(batch.dropout?.output ?? [])]);
    expect(new Set(masks)).toEqual(new Set([0, Math.fround(4 / 3)]));
    expect(Math.abs(mean(masks) - 1)).toBeLessThan(0.02);
  });
});

describe("evaluationBatches", () => {
  it("gives every sentence once, bucket after bucket, with all words, the same each time", async () => {
    const store = await storeOf(1111);
    const options = optionsFor(store, { wordKeep: 0.5, dropout: { ...NO_DROPOUT, decoder: 0.4 } });
    const all = await collect(evaluationBatches(store, options));
    expect(numbers(all).sort((a, b) => a - b)).toEqual(Array.from({ length: 1111 }, (_, n) => n));
    expect(all.map((batch) => batch.time)).toEqual(all.map((batch) => batch.time).sort((a, b) => a - b));
    expect(all.filter((batch) => batch.rows < options.rows).length).toBeLessThanOrEqual(options.buckets.length);
    expect(all.some((batch) => batch.dropout || batch.decoderTokens.includes(SPECIAL.unk))).toBe(false);
    expect(await collect(evaluationBatches(store, options))).toEqual(all);
  });

  it("shows an inputless decoder no word", async () => {
    const store = await storeOf(20);
    const all = await collect(evaluationBatches(store, optionsFor(store, { wordKeep: 0 })));
    expect(all.every((batch) => batch.decoderTokens.every((token) => token < 3))).toBe(true);
  });

  it("makes room for a sentence longer than the buckets", async () => {
    const store = await storeOf(40);
    const all = await collect(evaluationBatches(store, optionsFor(store, { buckets: [3] })));
    expect(numbers(all)).toHaveLength(40);
    expect(all.at(-1)?.time).toBe(store.longest);
  });
});
