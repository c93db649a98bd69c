/** An engine that answers from a table, and a place that remembers what was put there. */
import { HomotopyError } from "../../../src/core/errors";
import type { PanelServices, TextPlace } from "../../../src/host/panels/controller";
import type { EngineApi } from "../../../src/protocol/engine";
import type { Client } from "../../../src/protocol/transport/rpc";

export const LATENT = { dimension: 2, mean: [0, 0], deviation: [1, 1], kl: [0.5, 0.1] };

export interface Asked {
  readonly method: string;
  readonly args: readonly unknown[];
}

export class FakeServices implements PanelServices {
  readonly asked: Asked[] = [];
  readonly saved: unknown[] = [];
  readonly copied: string[] = [];
  readonly ends: [string, string][] = [];
  readonly hashes: (string | undefined)[] = [];
  /** What the next calls of a method give; a pending call can be left open. */
  readonly answers = new Map<string, (...args: unknown[]) => unknown>();

  use<T>(work: (engine: Client<EngineApi>) => Promise<T>): Promise<T> {
    const call = (method: string, args: unknown[]) => {
      this.asked.push({ method, args });
      return Promise.resolve(this.answers.get(method)?.(...args));
    };
    return work(
      new Proxy(Object.create(null), {
        get:
          (_, name) =>
          (...args: unknown[]) =>
            call(String(name), args),
      }),
    );
  }

  async model(hash?: string): Promise<string> {
    this.hashes.push(hash);
    return "/models/english";
  }

  async copy(text: string): Promise<void> {
    this.copied.push(text);
  }

  showLog(): void {}

  save(session: unknown): void {
    // As a reload would read it.
    this.saved.push(JSON.parse(JSON.stringify(session)));
  }

  async setPath(place: string, text: string): Promise<void> {
    this.ends.push([place, text]);
  }

  async train(): Promise<void> {
    this.asked.push({ method: "train", args: [] });
  }
}

export class FakePlace implements TextPlace {
  readonly inserted: string[] = [];

  async insert(text: string): Promise<void> {
    this.inserted.push(text);
  }

  async replaceSelection(text: string): Promise<void> {
    this.inserted.push(`replace:${text}`);
  }

  async fillThere(texts: readonly string[]): Promise<void> {
    this.inserted.push(`fill:${texts.join("|")}`);
  }

  async rewriteThere(sentence: string): Promise<void> {
    this.inserted.push(`rewrite:${sentence}`);
  }
}

export const MODEL = "english@0123456789abcdef";

export function variantsOf(text: string, seed: number) {
  const latent = new Float32Array(2);
  const variant = { text: `${text}!`, count: 1, logProbability: -1, distance: 1 };
  return {
    model: MODEL,
    seed,
    text,
    mean: latent,
    logVariance: latent,
    kl: 1,
    truncated: false,
    reconstruction: text,
    variants: [variant],
  };
}

export function broken(): never {
  throw new HomotopyError("bad-model", "The file is missing", "models/decoder.onnx", "copy the model again");
}
