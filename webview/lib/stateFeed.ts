/** The states that a page draws: answers to its requests and what the host shows unasked, none out of turn. */
import type { Frame } from "./frame";
import { NewestWins } from "./newestWins";

export class StateFeed<State> {
  readonly #frame: Frame;
  readonly #draw: (state: State) => void;
  readonly #live = new NewestWins();
  /** Counts departures to another text. */
  #era = 0;

  constructor(frame: Frame, draw: (state: State) => void) {
    this.#frame = frame;
    this.#draw = draw;
  }

  /** Whether a control is being moved: then the page knows its settings better than any state that arrives. */
  get isMoving(): boolean {
    return this.#live.busy;
  }

  /** A state that the host sends: unasked, or on the way to the answer of a request. */
  show(state: State): void {
    this.#draw(state);
  }

  /** A request that leaves the text on the page as it is. */
  ask(request: () => Promise<State>): void {
    void this.#run(request);
  }

  /** A request for another text: answers to earlier ones no longer count. */
  leave(request: () => Promise<State>): void {
    this.#era++;
    this.#live.clear();
    void this.#run(request);
  }

  /** A request of a control that moves: of several only the newest is sent. */
  live(request: () => Promise<State>): void {
    this.#live.run(() => this.#run(request));
  }

  async #run(request: () => Promise<State>): Promise<void> {
    const era = this.#era;
    try {
      const state = await this.#frame.busy.during(request());
      if (era === this.#era) this.#draw(state);
    } catch (error) {
      if (era === this.#era) this.#frame.failed(error);
    }
  }
}
