import { afterEach, expect, it, vi } from "vitest";
import { seeded } from "../../../src/core/random";
import { addGradient } from "../../../src/trainer/parallel/addGradient";
import { fieldBlock } from "../../../src/trainer/parallel/fieldBlock";
import { ParameterStore } from "../../../src/trainer/parameters";
import { tinyNetwork } from "../../reference/weights";

/** Several pieces of the scratch memory, the last one odd. */
const CONFIG = { ...tinyNetwork({ pooling: "last", tied: true, skip: false, reversed: false }), vocabulary: 20_003 };

afterEach(() => vi.unstubAllGlobals());

it.each(["the kernel", "plain TypeScript"])("adds every element exactly once with %s", (form) => {
  const store = ParameterStore.create(CONFIG);
  const gradient = fieldBlock(store, "gradient");
  const random = seeded(1, "gradients");
  const other = gradient.map(() => random.normal());
  gradient.forEach((_, index) => {
    gradient[index] = random.normal();
  });
  const expected = gradient.map((value, index) => value + other[index]);
  const values = fieldBlock(store, "value").slice();
  if (form !== "the kernel") vi.stubGlobal("WebAssembly", {});
  addGradient(store, (into, start) => into.set(other.subarray(start, start + into.length)));
  expect(bytes(gradient).equals(bytes(expected))).toBe(true);
  expect(bytes(fieldBlock(store, "value")).equals(bytes(values))).toBe(true);
});

function bytes(values: Float32Array): Buffer {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
}
