/** Somebody who uses the package while trainers replace it. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../src/core/errors";
import { readPackage } from "../../src/model/package/read";

const READ_AGAIN = 20;
const BETWEEN_READS = 25;

/** Reads the package while others replace it: between two of its files it may become another one, so it may try again. */
export class PackageReader {
  reads = 0;
  readonly faults: string[] = [];
  #reading: Promise<void> = Promise.resolve();
  #watching = false;

  constructor(
    private readonly out: string,
    private readonly known: readonly string[],
  ) {}

  watch(): void {
    this.#watching = true;
    this.#reading = this.#loop();
  }

  /** Once more, after everything. */
  async rest(): Promise<void> {
    this.#watching = false;
    await this.#reading;
    await this.#read();
  }

  async #loop(): Promise<void> {
    while (this.#watching) {
      await this.#read();
      await sleep(BETWEEN_READS * 4);
    }
  }

  async #read(): Promise<void> {
    this.reads++;
    for (let left = READ_AGAIN; ; left--) {
      try {
        await readPackage(this.out);
        if (!this.known.includes(await weightsOf(this.out)))
          throw new Error("it is neither the older model nor the new one");
        return;
      } catch (error) {
        if (left === 0) return void this.faults.push(messageOf(error));
        await sleep(BETWEEN_READS);
      }
    }
  }
}

/** What tells models apart. */
export async function weightsOf(out: string): Promise<string> {
  const weights = await readFile(path.join(out, "weights.safetensors"));
  return createHash("sha256").update(weights).digest("hex");
}
