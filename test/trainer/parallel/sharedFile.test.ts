import { closeSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { createSharedFile, readFloats, writeFloats } from "../../../src/trainer/parallel/sharedFile";

/** Longer than the pieces in which the file is made, and no multiple of them. */
const LENGTH = 70_001;
const open: number[] = [];

afterEach(() => {
  for (const file of open.splice(0)) closeSync(file);
});

function fileOf(floats: number): number {
  const file = createSharedFile(floats * Float32Array.BYTES_PER_ELEMENT);
  open.push(file);
  return file;
}

describe("the shared file", () => {
  it("starts as zeros of the length that was asked for", () => {
    const values = new Float32Array(LENGTH).fill(1);
    const file = fileOf(LENGTH);
    readFloats(file, values, 0);
    expect(values.every((value) => value === 0)).toBe(true);
    expect(() => readFloats(file, new Float32Array(1), LENGTH * 4)).toThrow(RangeError);
  });

  it("keeps regions apart and gives back what was written, also from a part of a larger array", () => {
    const file = fileOf(3 * LENGTH);
    const source = Float32Array.from({ length: LENGTH + 5 }, (_, index) => Math.fround(Math.sin(index)));
    writeFloats(file, source.subarray(5), LENGTH * 4);
    const back = new Float32Array(3 * LENGTH);
    readFloats(file, back, 0);
    expect(back.subarray(LENGTH, 2 * LENGTH)).toEqual(source.subarray(5));
    expect(back.subarray(0, LENGTH).some((value) => value !== 0)).toBe(false);
    expect(back.subarray(2 * LENGTH).some((value) => value !== 0)).toBe(false);
  });
});
