import { describe, expect, it } from "vitest";
import { seeded } from "../../../src/core/random";
import { NO_DROPOUT } from "../../../src/trainer/corpus/dropout";
import { layOut } from "../../../src/trainer/corpus/layOut";
import { shard } from "../../../src/trainer/corpus/shard";

const layout = {
  latent: 3,
  embedding: 2,
  features: 4,
  reversed: true,
  direction: "left-to-right" as const,
  special: { pad: 0, unk: 1, bos: 2, eos: 3 },
  wordKeep: 0.5,
  dropout: { decoder: 0.5, encoder: 0.5, locked: false },
};
const sentences = Array.from({ length: 7 }, (_, number) => ({
  number,
  tokens: new Uint16Array(number).fill(10 + number),
}));
const batch = layOut(sentences, 8, layout, (purpose) => seeded(1, purpose));

describe("shard", () => {
  it.each([1, 2, 3, 7, 20])("splits a batch into %i parts that hold all rows unchanged", (parts) => {
    const shards = shard(batch, parts);
    expect(shards).toHaveLength(Math.min(parts, 7));
    expect(shards.flatMap((part) => [...part.sentences])).toEqual([...batch.sentences]);
    expect(shards.reduce((sum, part) => sum + part.tokens, 0)).toBe(batch.tokens);
    expect(shards.flatMap((part) => [...part.noise])).toEqual([...batch.noise]);
    let first = 0;
    for (const part of shards) {
      expect(part.time).toBe(batch.time);
      for (const key of ["encoderTokens", "encoderMask", "decoderTokens", "targets", "targetWeights"] as const) {
        expect(part[key]).toEqual(rows(batch[key], first, part.rows));
      }
      for (const key of ["encoderInput", "decoderInput", "output"] as const) {
        expect(part.dropout?.[key]).toEqual(rows(batch.dropout?.[key] ?? new Float32Array(), first, part.rows));
      }
      first += part.rows;
    }
  });

  it("leaves out masks that are not there", () => {
    const plain = layOut(sentences, 8, { ...layout, dropout: NO_DROPOUT }, (purpose) => seeded(1, purpose));
    expect("dropout" in shard(plain, 2)[0]).toBe(false);
  });
});

/** Rows of a time-major array, element by element. */
function rows<T extends Float32Array | Int32Array>(values: T, first: number, count: number): T {
  const width = values.length / (batch.rows * batch.time);
  return values.filter((_: number, index: number) => {
    const row = Math.floor(index / width) % batch.rows;
    return row >= first && row < first + count;
  }) as T;
}
