/** How many steps fit into one run, by what the runs before took: a request to stop waits for the run under way. */

/** A run is to be over by then. */
const LONGEST_RUN_MS = 500;

export class RunPace {
  /** Milliseconds a position (row and time) of the last run that was timed. */
  #perPosition = Number.POSITIVE_INFINITY;
  readonly #warm = new Set<string>();

  constructor(
    private readonly most: number,
    /** Milliseconds, monotonic. */
    private readonly now: () => number,
  ) {}

  /** Steps for a run with batches of so many positions; one until the graph of that name is known to be there. */
  steps(graph: string, positions: number): number {
    if (!this.#warm.has(graph)) return 1;
    return Math.max(1, Math.min(this.most, Math.floor(LONGEST_RUN_MS / (this.#perPosition * positions))));
  }

  /** Does the run, over so many positions in all. The first with a graph prepares it too and tells nothing of the others. */
  async timed(graph: string, positions: number, run: () => Promise<void>): Promise<void> {
    const began = this.now();
    await run();
    if (this.#warm.has(graph)) this.#perPosition = (this.now() - began) / positions;
    this.#warm.add(graph);
  }
}
