/**
 * Aggressive training of the encoder (He et al. 2019, *Lagging Inference Networks and Posterior Collapse in VAEs*, algorithm 1):
 * before each step of the decoder the encoder alone takes steps on fresh batches, at most `most` (100 there), and every 15 it
 * is looked at whether their loss still falls. Once the mutual information on held-out sentences stops rising after an epoch, both are
 * trained together as usual.
 *
 * The state is a part of the run's position, so that a run may be stopped in the midst of a burst and go on bit for bit.
 */
import * as z from "zod";
import type { Batch } from "../corpus/batch";

const LOOK_EVERY = 15;

const burstSchema = z.strictObject({
  /** Steps taken. */
  steps: z.int().min(0),
  /** Σ objective and Σ tokens since the last look. */
  loss: z.number(),
  tokens: z.number(),
  /** Nats a token at the last look. */
  before: z.number().nullable(),
  over: z.boolean(),
});

export const aggressiveSchema = z.strictObject({
  /** Mutual information after the last epoch, within batches, nats. */
  information: z.number().nullable(),
  /** Where the fresh batches stand: passes through the text that are done, and batches of the current one. */
  pass: z.int().min(0),
  batch: z.int().min(0),
  /** Steps of the encoder alone so far: Adam's clock for it. */
  updates: z.int().min(0),
  burst: burstSchema,
});

export type Burst = z.infer<typeof burstSchema>;
export type AggressiveState = z.infer<typeof aggressiveSchema>;

export const NEW_BURST: Burst = { steps: 0, loss: 0, tokens: 0, before: null, over: false };
export const AGGRESSIVE: AggressiveState = { information: null, pass: 0, batch: 0, updates: 0, burst: NEW_BURST };

/** The burst of at most `most` steps, after one more. */
export function advance(
  burst: Burst,
  step: { readonly objective: number; readonly tokens: number },
  most: number,
): Burst {
  const steps = burst.steps + 1;
  const loss = burst.loss + step.objective;
  const tokens = burst.tokens + step.tokens;
  const last = steps >= most;
  if (steps % LOOK_EVERY !== 0) return { ...burst, steps, loss, tokens, over: last };
  const now = loss / tokens;
  return { steps, loss: 0, tokens: 0, before: now, over: last || (burst.before !== null && now > burst.before) };
}

/** The state after an epoch; null if the encoder has caught up. */
export function afterEpoch(state: AggressiveState, information: number): AggressiveState | null {
  const rose = state.information === null || information > state.information;
  return rose ? { ...state, information } : null;
}

/** The batches of a pass from a given one on: always the same for the same numbers. */
export type OpenPass = (pass: number, start: number) => AsyncIterable<Batch>;

/** The encoder's own way through the text, at any place of it. */
export class FreshBatches {
  #open: AsyncIterator<Batch> | undefined;

  constructor(private readonly pass: OpenPass) {}

  /** The batch at the state's place, and the state after it. Places follow each other; the first may be anywhere. */
  async next(state: AggressiveState): Promise<readonly [Batch, AggressiveState]> {
    this.#open ??= this.pass(state.pass, state.batch)[Symbol.asyncIterator]();
    const { done, value } = await this.#open.next();
    if (done !== true) return [value, { ...state, batch: state.batch + 1 }];
    this.#open = undefined;
    return this.next({ ...state, pass: state.pass + 1, batch: 0 });
  }

  async close(): Promise<void> {
    await this.#open?.return?.();
    this.#open = undefined;
  }
}

/**
 * Takes the steps of a burst, at most `most` in all, while `proceed` allows, and yields the state after each with what the step gave. A burst that
 * has not come to its end goes on from the last state, in this run or a later one.
 */
export async function* burst<S extends { readonly objective: number }>(
  start: AggressiveState,
  fresh: FreshBatches,
  most: number,
  take: (batch: Batch, update: number) => Promise<S>,
  proceed: () => boolean,
): AsyncGenerator<readonly [AggressiveState, S]> {
  let state = start;
  while (!state.burst.over && proceed()) {
    const [batch, next] = await fresh.next(state);
    const updates = state.updates + 1;
    const step = await take(batch, updates);
    const { objective } = step;
    state = { ...next, updates, burst: advance(state.burst, { objective, tokens: batch.tokens }, most) };
    yield [state, step];
  }
}
