/** The curves of a run: taken from its events, and averaged to as many points as can be seen. */
import type { RunCurves } from "../../protocol/trainingPanel";

/** Of a step, on its batch, or of an epoch, on held-out sentences. */
interface Measured {
  readonly step: number;
  readonly reconstruction: number;
  readonly kl: number;
  readonly klWeight: number;
}

export function curvesOf(events: readonly Measured[]): RunCurves {
  return {
    steps: events.map(({ step }) => step),
    bound: events.map(({ reconstruction, kl }) => reconstruction + kl),
    reconstruction: events.map(({ reconstruction }) => reconstruction),
    kl: events.map(({ kl }) => kl),
    klWeight: events.map(({ klWeight }) => klWeight),
  };
}

/** At most `most` points, each the mean of its neighbourhood: what single batches scatter is smoothed on the way. */
export function averaged(curves: RunCurves, most: number): RunCurves {
  const { length } = curves.steps;
  if (length <= most) return curves;
  const edges = Array.from({ length: most + 1 }, (_, index) => Math.round((index * length) / most));
  const means = (values: readonly number[]) =>
    edges.slice(1).map((end, index) => mean(values.slice(edges[index], end)));
  return {
    steps: means(curves.steps),
    bound: means(curves.bound),
    reconstruction: means(curves.reconstruction),
    kl: means(curves.kl),
    klWeight: means(curves.klWeight),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
