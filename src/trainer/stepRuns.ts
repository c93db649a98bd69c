import type { Batch } from "./corpus/batch";
import { sameShape } from "./step/stepEngine";

/**
 * Batches in their order, neighbours of one shape together. `room` says how many a run may have; it is asked when the run
 * begins, after the one before was dealt with.
 */
export async function* inRuns(
  batches: AsyncIterable<Batch>,
  room: (first: Batch) => number,
): AsyncGenerator<readonly Batch[]> {
  let run: Batch[] = [];
  let size = 0;
  for await (const batch of batches) {
    const [first] = run;
    if (first !== undefined && !sameShape(first, batch)) {
      yield run;
      run = [];
    }
    if (run.length === 0) size = room(batch);
    run.push(batch);
    if (run.length < size) continue;
    yield run;
    run = [];
  }
  if (run.length > 0) yield run;
}
