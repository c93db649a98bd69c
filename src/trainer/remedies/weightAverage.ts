/**
 * The average of the weights over the last part of a run (Polyak and Juditsky 1992; Izmailov et al. 2018, *Averaging Weights
 * Leads to Wider Optima*): it lies nearer to the middle of the valley that the single steps bounce about in. Training goes
 * on from the weights themselves; the average is what is validated, kept and exported.
 */
import type { ParameterStore } from "../parameters";

/** Steps from one weight in the average to the next: neighbours hardly differ, and a walk through all of them costs time. */
export const AVERAGE_EVERY = 8;

export class WeightAverage {
  /** In the store's order. */
  readonly values: readonly Float32Array[];

  /** `count`: weights in it already, as for an average that is loaded. */
  constructor(
    private readonly store: ParameterStore,
    public count = 0,
  ) {
    this.values = store.parameters.map(({ value }) => new Float32Array(value.length));
  }

  /** Takes in the weights as they are: a ← a + (w − a) / n. */
  add(): void {
    this.count++;
    const share = 1 / this.count;
    this.store.parameters.forEach(({ value }, index) => {
      const average = this.values[index];
      for (let at = 0; at < average.length; at++) average[at] += (value[at] - average[at]) * share;
    });
  }
}
