/**
 * Requests of a control that moves: at most one is under way, and of those that come meanwhile only the newest is sent when
 * it ends. Nothing queues up, and while a slider is dragged results keep coming: cancelling at each move would show none.
 */
export class NewestWins {
  #underWay = false;
  #next: (() => Promise<void>) | undefined;

  /** Whether a request is under way, so that what is on the screen is about to change. */
  get busy(): boolean {
    return this.#underWay;
  }

  /** Runs `request` now or, if none newer comes, after the one under way. The request sees to its own errors. */
  run(request: () => Promise<void>): void {
    this.#next = request;
    if (!this.#underWay) void this.#drain();
  }

  /** Forgets the request that waits. */
  clear(): void {
    this.#next = undefined;
  }

  async #drain(): Promise<void> {
    this.#underWay = true;
    try {
      while (this.#next !== undefined) {
        const request = this.#next;
        this.#next = undefined;
        await request();
      }
    } finally {
      this.#underWay = false;
    }
  }
}
