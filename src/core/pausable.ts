/** Long computations that can be left, and gone on with, at each of their yields: some tens of milliseconds apart. */
export type Pausable<T> = Generator<void, T, void>;

/** The result, without a pause. */
export function toTheEnd<T>(work: Pausable<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
