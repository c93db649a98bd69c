import { describe, expect, it } from "vitest";
import type { Batch } from "../../../src/trainer/corpus/batch";
import {
  AGGRESSIVE,
  type AggressiveState,
  advance,
  afterEpoch,
  type Burst,
  burst,
  FreshBatches,
  NEW_BURST,
} from "../../../src/trainer/remedies/aggressive";
import { tinyNetwork } from "../../reference/weights";
import { syntheticBatch } from "../syntheticBatch";

const PASS = 7;
const MOST = 100;

describe("a burst of encoder steps", () => {
  it("goes on to 100 steps while the loss falls", () => {
    expect(stepsUntilOver((step) => 100 - step)).toBe(100);
  });

  it("ends at the first look at which the loss has risen, and not between looks", () => {
    expect(stepsUntilOver((step) => (step <= 30 ? 100 - step : 200))).toBe(45);
    expect(stepsUntilOver((step) => (step === 7 ? 1e6 : step === 20 ? 500 : 1))).toBe(100);
  });

  it("takes no more steps than were asked for, between looks as well as at one", () => {
    for (const most of [1, 5, 15, 40]) expect(stepsUntilOver((step) => 100 - step, most)).toBe(most);
  });

  it("compares nats a token, whatever the lengths of the batches", () => {
    const long = (burst: Burst): Burst => advance(burst, { objective: 900, tokens: 300 }, MOST);
    const short = (burst: Burst): Burst => advance(burst, { objective: 40, tokens: 10 }, MOST);
    let burst = NEW_BURST;
    for (let step = 0; step < 15; step++) burst = short(burst);
    for (let step = 0; step < 15; step++) burst = long(burst);
    expect(burst).toMatchObject({ steps: 30, before: 3, over: false });
  });

  it("goes on with the same batches and updates after it was stopped anywhere", async () => {
    const whole = await run(AGGRESSIVE);
    expect(whole.state).toMatchObject({ pass: 14, batch: 100 % PASS, updates: 100, burst: { over: true } });
    for (const stopAfter of [1, 14, 15, 16, 50]) {
      const first = await run(AGGRESSIVE, stopAfter);
      expect(first.state.burst.over).toBe(false);
      const saved: AggressiveState = JSON.parse(JSON.stringify(first.state));
      const second = await run(saved);
      expect([...first.taken, ...second.taken]).toEqual(whole.taken);
      expect(second.state).toEqual(whole.state);
    }
  });
});

it("the encoder has caught up once the information does not rise", () => {
  const first = afterEpoch(AGGRESSIVE, 1.5);
  expect(first?.information).toBe(1.5);
  expect(first && afterEpoch(first, 1.6)?.information).toBe(1.6);
  expect(first && afterEpoch(first, 1.5)).toBeNull();
});

function stepsUntilOver(lossAt: (step: number) => number, most = MOST): number {
  let burst = NEW_BURST;
  while (!burst.over) burst = advance(burst, { objective: lossAt(burst.steps + 1), tokens: 1 }, most);
  return burst.steps;
}

async function run(from: AggressiveState, stopAfter = Number.POSITIVE_INFINITY) {
  const taken: [sentence: number, update: number][] = [];
  const fresh = new FreshBatches(pass);
  const take = async (batch: Batch, update: number) => {
    taken.push([batch.sentences[0], update]);
    return { objective: 1000 / update };
  };
  let state = from;
  for await (const [next] of burst(from, fresh, MOST, take, () => taken.length < stopAfter)) state = next;
  await fresh.close();
  return { state, taken };
}

/** Each batch is named by its pass and its place there. */
async function* pass(number: number, start: number): AsyncGenerator<Batch> {
  for (let index = start; index < PASS; index++) {
    const batch = syntheticBatch(tinyNetwork(), { rows: 2, time: 3, seed: 1 });
    yield { ...batch, sentences: Uint32Array.of(100 * number + index) };
  }
}
