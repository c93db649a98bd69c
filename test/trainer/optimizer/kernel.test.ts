import { afterEach, describe, expect, it, vi } from "vitest";
import { seeded } from "../../../src/core/random";
import type { NetworkConfig } from "../../../src/model/family/network";
import { chooseOptimizer } from "../../../src/trainer/optimizer/choose";
import { kernelOptimizer } from "../../../src/trainer/optimizer/kernel";
import { plainOptimizer } from "../../../src/trainer/optimizer/plain";
import { ParameterStore } from "../../../src/trainer/parameters";

/** Sizes that leave every remainder of 4 somewhere: biases of 11, 12 and 6, matrices of 55, 36, 18, … */
const ODD: NetworkConfig = {
  vocabulary: 11,
  embedding: 5,
  hidden: 3,
  latent: 3,
  pooling: "last",
  reversed: false,
  tied: true,
  skip: true,
  direction: "left-to-right",
};
const STEPS = 50;

describe.each(["adam", "sgd"] as const)("the %s kernel", (name) => {
  it.each([
    ["clipped at every step", 0.5, false],
    ["never clipped", 1e9, false],
    ["over shared memory", 0.5, true],
  ] as const)("follows the TypeScript form for 50 steps, %s", (_, clip, shared) => {
    const store = filled(ODD, 1, shared);
    const reference = filled(ODD, 1, false);
    const kernel = kernelOptimizer(name);
    const plain = plainOptimizer(name);
    for (let step = 1; step <= STEPS; step++) {
      fillGradients(store, step);
      fillGradients(reference, step);
      const norm = kernel.update(store, { learningRate: 0.01, clip, step });
      const expected = plain.update(reference, { learningRate: 0.01, clip, step });
      expect(Math.abs(norm - expected) / expected).toBeLessThan(1e-6);
    }
    for (const { name, value, firstMoment, secondMoment } of reference.parameters) {
      expectClose(store.get(name).value, value, 2e-6);
      expectClose(store.get(name).firstMoment, firstMoment, 2e-6);
      expectClose(store.get(name).secondMoment, secondMoment, 2e-6);
    }
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])("changes nothing for a gradient with %s in it", (bad) => {
    const store = filled(ODD, 2, false);
    fillGradients(store, 1);
    store.get("output.bias").gradient[10] = bad;
    const before = Buffer.from(new Uint8Array(store.memory.buffer)); // a copy
    const norm = kernelOptimizer(name).update(store, { learningRate: 0.01, clip: 1, step: 1 });
    expect(Number.isFinite(norm)).toBe(false);
    expect(before.equals(new Uint8Array(store.memory.buffer))).toBe(true);
  });

  it("leaves the alignment gaps between weights alone", () => {
    const store = filled(ODD, 3, false);
    const touched = new Uint8Array(store.memory.buffer).fill(0xff);
    for (const parameter of store.parameters) {
      for (const field of ["value", "gradient", "firstMoment", "secondMoment"] as const) parameter[field].fill(0.25);
    }
    const gaps = (): number => touched.reduce((count, byte) => count + (byte === 0xff ? 1 : 0), 0);
    const before = gaps();
    kernelOptimizer(name).update(store, { learningRate: 0.01, clip: 1, step: 1 });
    expect(gaps()).toBe(before);
  });
});

it("adds up the norm of many entries in float64", () => {
  const wide = { ...ODD, vocabulary: 60_000 };
  const store = ParameterStore.create(wide);
  for (const { gradient } of store.parameters) gradient.fill(1e-3);
  store.get("embedding").gradient[0] = 1e4; // float32 sums would lose the rest beside its square
  const settings = { learningRate: 0, clip: 1, step: 1 };
  const norm = kernelOptimizer("sgd").update(store, settings);
  expect(norm).toBeCloseTo(Math.sqrt(1e8 + (store.count - 1) * Math.fround(1e-3) ** 2), 7);
});

describe("chooseOptimizer", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("takes the kernel without a word", () => {
    const notify = vi.fn();
    expect(chooseOptimizer("adam", notify).name).toBe("adam");
    expect(notify).not.toHaveBeenCalled();
  });

  it("falls back to TypeScript and says why", () => {
    const Module = class {
      constructor() {
        throw new Error("invalid opcode 0xfd");
      }
    };
    vi.stubGlobal("WebAssembly", { Memory: WebAssembly.Memory, Module });
    const notify = vi.fn();
    const optimizer = chooseOptimizer("sgd", notify);
    expect(notify).toHaveBeenCalledWith(expect.stringContaining("invalid opcode 0xfd"));
    const store = filled(ODD, 4, false);
    fillGradients(store, 1);
    expect(optimizer.update(store, { learningRate: 0.1, clip: 1, step: 1 })).toBeGreaterThan(0);
  });
});

function filled(config: NetworkConfig, seed: number, shared: boolean): ParameterStore {
  const store = ParameterStore.create(config, { shared });
  for (const { name, value } of store.parameters) {
    const random = seeded(seed, "value", name);
    for (let index = 0; index < value.length; index++) value[index] = random.normal();
  }
  return store;
}

function fillGradients(store: ParameterStore, step: number): void {
  for (const { name, gradient } of store.parameters) {
    const random = seeded(step, "gradient", name);
    for (let index = 0; index < gradient.length; index++) gradient[index] = random.normal();
  }
}

/** Greatest difference relative to the array's greatest entry. */
function expectClose(actual: Float32Array, expected: Float32Array, tolerance: number): void {
  const scale = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const worst = expected.reduce((most, value, index) => Math.max(most, Math.abs(value - (actual[index] ?? NaN))), 0);
  expect(worst).toBeLessThanOrEqual(tolerance * scale);
}
