import { OBJECT } from "./markup/prose";
import { type Secret, SecretFinder } from "./secrets";

/** Why a sentence is left out, in words that follow "left out:". */
export type DropReason = "without words" | "with unreadable characters" | "with a formula" | `with ${Secret}`;

export interface FilterOptions {
  readonly keepSecrets?: boolean | undefined;
}

/** Decides which of the sentences of one file, in their order, are worth learning from. */
export class SentenceFilter {
  readonly #secrets: SecretFinder | undefined;

  constructor({ keepSecrets = false }: FilterOptions = {}) {
    this.#secrets = keepSecrets ? undefined : new SecretFinder();
  }

  /** Why to leave a sentence out; undefined for one to keep. */
  reason(sentence: string): DropReason | undefined {
    const secret = this.#secrets?.find(sentence);
    if (secret !== undefined) return `with ${secret}`;
    if (!/[\p{L}\p{N}]/u.test(sentence)) return "without words";
    if (sentence.includes("\ufffd")) return "with unreadable characters";
    return sentence.includes(OBJECT) ? "with a formula" : undefined;
  }
}
