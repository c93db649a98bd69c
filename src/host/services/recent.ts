/** The sentences that were explored last, newest first: what a path can be chosen from. */
import type { Memento } from "vscode";

const KEY = "recentSentences";
const MOST = 20;
const LONGEST = 1000;

export class RecentSentences {
  constructor(private readonly memory: Memento) {}

  get all(): readonly string[] {
    const kept = this.memory.get<unknown>(KEY);
    return Array.isArray(kept) ? kept.filter((sentence) => typeof sentence === "string") : [];
  }

  /** Those that are longer than a list can show are left out. */
  async add(...sentences: readonly string[]): Promise<void> {
    const short = sentences.filter(({ length }) => length > 0 && length <= LONGEST).slice(0, MOST);
    await this.memory.update(KEY, [...new Set([...short, ...this.all])].slice(0, MOST));
  }
}
