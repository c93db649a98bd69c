/** Newest request wins: a request under way is cancelled when the next one begins. */
export class Newest {
  #current: AbortController | undefined;

  async run<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    this.cancel();
    const request = new AbortController();
    this.#current = request;
    try {
      return await work(request.signal);
    } finally {
      if (this.#current === request) this.#current = undefined;
    }
  }

  cancel(): void {
    this.#current?.abort();
    this.#current = undefined;
  }
}
