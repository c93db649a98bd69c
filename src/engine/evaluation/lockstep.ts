/**
 * Several searches at once over one decoder: each has it as if alone, and their steps are gathered into one batch. A step
 * of many rows costs little more than one of few, so that searches that share no pattern still share the runtime's work.
 *
 * A batch runs when every search that goes on waits for a step, its rows in the searches' order: what runs together does
 * not depend on time.
 */
import type { Step, StepDecoder, StepRequest } from "../../core/decoding/stepDecoder";

/** One state whose rows are those of several, in order. */
export type JoinStates<State> = (states: readonly State[]) => State;

interface Waiting<State> {
  readonly place: number;
  readonly tokens: Int32Array;
  readonly state: State;
  readonly request: StepRequest;
  readonly resolve: (step: Step<State>) => void;
  readonly reject: (error: unknown) => void;
}

/** The results in the items' order. The first error of a search is thrown after all have come to an end. */
export async function inLockstep<State, Item, Result>(
  decoder: StepDecoder<State>,
  join: JoinStates<State>,
  items: readonly Item[],
  search: (decoder: StepDecoder<State>, item: Item) => Promise<Result>,
): Promise<Result[]> {
  let going = items.length;
  let waiting: Waiting<State>[] = [];

  function runIfAllWait(): void {
    if (waiting.length < going || going === 0) return;
    const batch = waiting.sort((a, b) => a.place - b.place);
    waiting = [];
    stepAll(decoder, join, batch).then(
      (steps) => {
        for (const [index, { resolve }] of batch.entries()) resolve(steps[index]);
      },
      (error: unknown) => {
        for (const { reject } of batch) reject(error);
      },
    );
  }

  const shared = (place: number): StepDecoder<State> => ({
    vocabulary: decoder.vocabulary,
    special: decoder.special,
    start: (latents, rows) => decoder.start(latents, rows),
    select: (state, rows) => decoder.select(state, rows),
    step: (tokens, state, request) =>
      new Promise((resolve, reject) => {
        waiting.push({ place, tokens, state, request, resolve, reject });
        runIfAllWait();
      }),
  });
  const searches = items.map((item, place) =>
    search(shared(place), item).finally(() => {
      going--;
      runIfAllWait();
    }),
  );
  await Promise.allSettled(searches);
  return Promise.all(searches);
}

async function stepAll<State>(
  decoder: StepDecoder<State>,
  join: JoinStates<State>,
  batch: readonly Waiting<State>[],
): Promise<Step<State>[]> {
  if (batch.length === 1) {
    const [{ tokens, state, request }] = batch;
    return [await decoder.step(tokens, state, request)];
  }
  const { pad } = decoder.special;
  const tokens = Int32Array.from(batch.flatMap((each) => [...each.tokens]));
  const targets = batch.some(({ request }) => request.targets !== undefined)
    ? Int32Array.from(batch.flatMap(({ request, tokens }) => [...(request.targets ?? tokens.map(() => pad))]))
    : undefined;
  const top = Math.max(...batch.map(({ request }) => request.top));
  const step = await decoder.step(tokens, join(batch.map(({ state }) => state)), { top, ...(targets && { targets }) });
  let from = 0;
  return batch.map(({ tokens, request }) => {
    const own = part(decoder, step, from, from + tokens.length, request);
    from += tokens.length;
    return own;
  });
}

/** The rows [from, to) of a step, with as many entries as they asked for. */
function part<State>(
  decoder: StepDecoder<State>,
  { state, width: whole, tokens, logProbabilities, targetLogProbabilities }: Step<State>,
  from: number,
  to: number,
  { top, targets }: StepRequest,
): Step<State> {
  const width = Math.min(top, whole);
  const entries = Int32Array.from({ length: (to - from) * width }, (_, index) => {
    const row = from + Math.floor(index / width);
    return row * whole + (index % width);
  });
  return {
    state: decoder.select(
      state,
      Int32Array.from({ length: to - from }, (_, row) => from + row),
    ),
    width,
    tokens: entries.map((entry) => tokens[entry]),
    logProbabilities: Float32Array.from(entries, (entry) => logProbabilities[entry]),
    targetLogProbabilities: targets === undefined ? new Float32Array(0) : targetLogProbabilities.slice(from, to),
  };
}
