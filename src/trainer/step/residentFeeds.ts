/** Several batches with their controls and the trainable state as the inputs of `residentGraph.ts`, and where its outputs go. */
import { Tensor } from "onnxruntime-node";
import type { NetworkConfig } from "../../model/family/network";
import { adamStepSize } from "../optimizer/optimizer";
import type { ParameterStore } from "../parameters";
import { lastName, TIMES } from "../tracing/loop";
import { batchFeeds, type Feeds, float } from "./compiledFeeds";
import { moments } from "./residentGraph";
import type { TrainingStep, UpdateRule } from "./stepEngine";

/** An array of the store that the loop hands on, and the name that it has in the graph. */
export interface State {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The weights, then Adam's moments of each if there are any. */
export function statesOf({ parameters }: ParameterStore, { optimizer }: UpdateRule): readonly State[] {
  const weights = parameters.map(({ name, shape, value }) => ({ name, shape, values: value }));
  if (optimizer === "sgd") return weights;
  return [
    ...weights,
    ...parameters.map(({ name, shape, firstMoment }) => ({ name: moments.first(name), shape, values: firstMoment })),
    ...parameters.map(({ name, shape, secondMoment }) => ({ name: moments.second(name), shape, values: secondMoment })),
  ];
}

export function stateFeeds(states: readonly State[]): Feeds {
  return Object.fromEntries(states.map(({ name, shape, values }) => [name, float(values, shape)]));
}

/** Where the states come back, under the names that the graph returns them with. */
export function lastTargets(states: readonly State[]): Feeds {
  return Object.fromEntries(
    states.map(({ name, shape, values }) => [lastName(name), float(new Float32Array(values.length), shape)]),
  );
}

export function stepFeeds(steps: readonly TrainingStep[], config: NetworkConfig, rule: UpdateRule): Feeds {
  const column = (of: (step: TrainingStep) => number) => float(Float32Array.from(steps, of), [steps.length]);
  return {
    [TIMES]: new Tensor("int64", BigInt64Array.of(BigInt(steps.length)), []),
    ...stacked(steps.map(({ batch }) => batchFeeds(batch, config))),
    klWeight: column(({ controls }) => controls.klWeight),
    freeBits: column(({ controls }) => controls.freeBits),
    freeBitsTotal: column(({ controls }) => controls.freeBitsTotal ?? 0),
    normalizer: column(({ batch }) => batch.rows),
    clip: column(() => rule.clip),
    stepSize: column(({ learningRate, step }) =>
      rule.optimizer === "adam" ? adamStepSize(learningRate, step) : learningRate,
    ),
  };
}

/** The tensors of each name one after another, [K, ...shape]. */
function stacked(all: readonly Feeds[]): Feeds {
  const [first = {}] = all;
  return Object.fromEntries(
    Object.entries(first).map(([name, { dims }]) => {
      const parts = all.map((feeds) => feeds[name]?.data);
      const floats = parts.filter((part) => part instanceof Float32Array);
      const integers = parts.filter((part) => part instanceof Int32Array);
      const data =
        floats.length > 0
          ? fill(new Float32Array(totalLength(floats)), floats)
          : fill(new Int32Array(totalLength(integers)), integers);
      return [name, new Tensor(data, [all.length, ...dims])];
    }),
  );
}

function totalLength(parts: readonly ArrayLike<number>[]): number {
  return parts.reduce((length, part) => length + part.length, 0);
}

function fill<A extends Float32Array | Int32Array>(whole: A, parts: readonly ArrayLike<number>[]): A {
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
