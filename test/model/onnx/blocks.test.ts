import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seeded } from "../../../src/core/random";
import { BLOCK_SIZE, fromBlocks, toBlocks } from "../../../src/model/onnx/blocks";

const BITS = [4, 8] as const;

describe("a matrix in blocks", () => {
  it("packs two 4-bit numbers in a byte, the first in the lower half", () => {
    const values = Float32Array.from({ length: BLOCK_SIZE }, (_, index) => (index % 16) - 8);
    const { data, scales } = toBlocks(values, 1, BLOCK_SIZE, 4);
    expect([...scales]).toEqual([1]);
    expect([...data]).toEqual([
      0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe, 0x10, 0x32, 0x54, 0x76, 0x98, 0xba, 0xdc, 0xfe,
    ]);
  });

  it.each(BITS)("holds what %i bits can hold", (bits) => {
    const middle = 2 ** (bits - 1);
    const random = seeded(1, "blocks", bits);
    // A block that reaches its end has a scale that is known, here a power of two.
    const values = Float32Array.from({ length: 6 * BLOCK_SIZE }, (_, index) =>
      index % BLOCK_SIZE === 0 ? -middle / 4 : (random.integer(2 * middle) - middle) / 4,
    );
    expect(fromBlocks(toBlocks(values, 3, 2 * BLOCK_SIZE, bits))).toEqual(values);
  });

  it.each(BITS)("is nowhere off by more than a step of %i bits, and by half a step but at one end", (bits) => {
    const numbers = fc.array(fc.float({ noNaN: true, min: -50, max: 50 }), {
      minLength: 2 * BLOCK_SIZE,
      maxLength: 2 * BLOCK_SIZE,
    });
    fc.assert(
      fc.property(numbers, (list) => {
        const values = Float32Array.from(list);
        const blocks = toBlocks(values, 1, 2 * BLOCK_SIZE, bits);
        for (const [index, value] of fromBlocks(blocks).entries()) {
          const scale = blocks.scales[Math.floor(index / BLOCK_SIZE)];
          const atTheShortEnd = values[index] / scale > 2 ** (bits - 1) - 1;
          const most = Math.abs(scale) * (atTheShortEnd ? 1 : 0.5);
          expect(Math.abs(value - values[index])).toBeLessThanOrEqual(most * (1 + 1e-5) + 1e-30);
        }
      }),
      { numRuns: 100 },
    );
  });

  it("of nothing but zeros is zeros", () => {
    const zeros = new Float32Array(BLOCK_SIZE);
    expect([...fromBlocks(toBlocks(zeros, 1, BLOCK_SIZE, 8))].every((value) => value === 0)).toBe(true);
  });

  it("has rows of whole blocks", () => {
    expect(() => toBlocks(new Float32Array(40), 1, 40, 8)).toThrow("Rows of 40 are not whole blocks");
  });
});
