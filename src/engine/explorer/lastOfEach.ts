/** The last few results of each owner, by key: kept as long as the owner lives. */
export class LastOfEach<Owner extends WeakKey, Result> {
  readonly #results = new WeakMap<Owner, Map<string, Result>>();

  constructor(private readonly most: number) {}

  /** What is remembered, or what `compute` gives: a failure is not remembered. */
  async get(owner: Owner, key: string, compute: () => Promise<Result>): Promise<Result> {
    const known = this.#of(owner).get(key);
    return this.#remember(owner, key, known ?? (await compute()));
  }

  #of(owner: Owner): Map<string, Result> {
    const results = this.#results.get(owner) ?? new Map<string, Result>();
    this.#results.set(owner, results);
    return results;
  }

  /** As the newest: a map keeps the order in which keys came in. */
  #remember(owner: Owner, key: string, result: Result): Result {
    const results = this.#of(owner);
    results.delete(key);
    results.set(key, result);
    const [oldest] = results.keys();
    if (results.size > this.most) results.delete(oldest);
    return result;
  }
}
