import { beforeEach, describe, expect, it } from "vitest";
import { HomotopyError } from "../../../src/core/errors";
import type { Completion } from "../../../src/core/exploration";
import { Completer, type CompleterServices, type SuggestionRequest } from "../../../src/host/completions/completer";
import type { EngineApi } from "../../../src/protocol/engine";
import type { Client } from "../../../src/protocol/transport/rpc";

const MODEL = "english@0123456789abcdef";
const OPTIONS = { count: 3, words: 8, budgetMilliseconds: 100, minimumProbability: 0.2 };

interface Call {
  readonly prefix: string;
  readonly options: unknown;
  readonly signal: AbortSignal;
  answer(...missing: readonly (readonly [text: string, probability: number])[]): Promise<void>;
}

/** An engine that answers when it is told to, and a clock that moves when it is told to. */
class Fakes implements CompleterServices {
  readonly calls: Call[] = [];
  readonly waits: number[] = [];
  time = 0;
  folders = 0;
  model_ = MODEL;
  problem: HomotopyError | undefined;

  use<T>(work: (engine: Client<EngineApi>) => Promise<T>): Promise<T> {
    const complete = (...args: unknown[]) => {
      const [, prefix, options, signal] = args;
      if (!(signal instanceof AbortSignal)) throw new Error("no signal");
      return new Promise((resolve, reject) => {
        const cancelled = () => reject(new HomotopyError("cancelled", "Stopped", "test", "none"));
        signal.addEventListener("abort", cancelled);
        if (this.problem) return reject(this.problem);
        const answer: Call["answer"] = (...missing) => {
          const completions = missing.map(([text, probability]) => completionOf(String(prefix), text, probability));
          resolve({ model: this.model_, method: "icm", trace: [], completions });
          return settled();
        };
        this.calls.push({ prefix: String(prefix), options, signal, answer });
      });
    };
    return work(new Proxy(Object.create(null), { get: () => complete }));
  }

  async model(): Promise<string> {
    this.folders++;
    return "/models/english";
  }

  now(): number {
    return this.time;
  }

  async wait(milliseconds: number): Promise<void> {
    this.waits.push(milliseconds);
    this.time += milliseconds;
  }
}

function completionOf(prefix: string, text: string, probability: number): Completion {
  const gapLogProbability = 2 * Math.log(probability);
  return { text: prefix + text, filled: [text], logProbability: -1, gapLogProbability, gapTokens: 2, round: 1 };
}

/** Lets every promise that can settle do so. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

let fakes: Fakes;
let completer: Completer;
beforeEach(() => {
  fakes = new Fakes();
  completer = new Completer(fakes);
});

async function ask(prefix: string, more: Partial<SuggestionRequest> = {}, signal = new AbortController().signal) {
  const answer = completer.suggest({ prefix, explicit: false, options: OPTIONS, ...more }, signal);
  await settled();
  return { answer };
}

async function textsOf({ answer }: { answer: ReturnType<Completer["suggest"]> }): Promise<string[]> {
  return (await answer).suggestions.map(({ text }) => text);
}

describe("suggesting", () => {
  it("asks the engine, and shows the best that is good enough", async () => {
    const asked = await ask("I would like to");
    expect(fakes.calls[0]).toMatchObject({
      prefix: "I would like to",
      options: { method: "beam", count: 3, beam: 5, words: 8, budgetMilliseconds: 100 },
    });
    await fakes.calls[0].answer([" mumble.", 0.1], [" go.", 0.4], [" stay.", 0.3]);
    expect(await textsOf(asked)).toEqual([" go."]);
  });

  it("shows all of them to who asked, however good they are", async () => {
    const asked = await ask("I would like to", { explicit: true });
    await fakes.calls[0].answer([" mumble.", 0.1], [" go.", 0.4]);
    expect(await textsOf(asked)).toEqual([" mumble.", " go."]);
  });

  it("says why there is nothing", async () => {
    expect(await (await ask("I ")).answer).toEqual({ suggestions: [], reason: "too-short" });
    const unsure = await ask("I would like to");
    await fakes.calls[0].answer([" mumble.", 0.1]);
    expect(await unsure.answer).toEqual({ suggestions: [], reason: "improbable" });
    const empty = await ask("They would");
    await fakes.calls[1].answer();
    expect(await empty.answer).toEqual({ suggestions: [], reason: "nothing-found" });
    await ask("They would");
    expect(fakes.calls.length).toBe(3);
  });

  it("tells a problem to the caller, and asks for the model again afterwards", async () => {
    fakes.problem = new HomotopyError("unavailable", "No engine", "test", "none");
    await expect(
      completer.suggest({ prefix: "I would", explicit: true, options: OPTIONS }, new AbortController().signal),
    ).rejects.toMatchObject({ code: "unavailable" });
    fakes.problem = undefined;
    const asked = await ask("I would");
    await fakes.calls[0].answer([" go.", 0.5]);
    expect(await textsOf(asked)).toEqual([" go."]);
  });
});

describe("the cache", () => {
  it("answers who types along without a wait and without the engine", async () => {
    const asked = await ask("I would");
    await fakes.calls[0].answer([" like to go.", 0.5]);
    await asked.answer;
    for (let key = 0; key < 20; key++) completer.typed();
    expect(await textsOf(await ask("I would li"))).toEqual(["ke to go."]);
    expect(fakes.calls.length).toBe(1);
    expect(fakes.waits).toEqual([]);
  });

  it("is not enough for who asks for alternatives", async () => {
    const asked = await ask("I would");
    await fakes.calls[0].answer([" like to go.", 0.5]);
    await asked.answer;
    await ask("I would li", { explicit: true });
    expect(fakes.calls.length).toBe(2);
  });

  it("remembers what was not good enough", async () => {
    const asked = await ask("I would");
    await fakes.calls[0].answer([" mumble.", 0.1]);
    await asked.answer;
    expect(await textsOf(await ask("I would"))).toEqual([]);
    expect(await textsOf(await ask("I would", { explicit: true }))).toEqual([" mumble."]);
    expect(fakes.calls.length).toBe(1);
  });

  it("is of one model and its options", async () => {
    const asked = await ask("I would");
    await fakes.calls[0].answer([" go.", 0.5]);
    await asked.answer;
    await ask("I would", { options: { ...OPTIONS, words: 2 } });
    expect(fakes.calls.length).toBe(2);
    fakes.model_ = "english@fedcba9876543210";
    await fakes.calls[1].answer([" stay.", 0.5]);
    await ask("I would");
    expect(fakes.calls.length).toBe(3);
    expect(fakes.folders).toBe(1);
    completer.forget();
    await ask("I would", { options: { ...OPTIONS, words: 2 } });
    expect(fakes.calls.length).toBe(4);
    expect(fakes.folders).toBe(2);
  });
});

describe("requests", () => {
  it("stop for a newer one, and by their signal", async () => {
    const first = await ask("I would");
    const stop = new AbortController();
    const second = await ask("I would like", {}, stop.signal);
    expect(fakes.calls[0].signal.aborted).toBe(true);
    expect(await first.answer).toEqual({ suggestions: [], reason: "overtaken" });
    stop.abort();
    expect(fakes.calls[1].signal.aborted).toBe(true);
    expect(await second.answer).toEqual({ suggestions: [], reason: "overtaken" });
  });

  it("that were stopped while they waited never reach the engine", async () => {
    for (let key = 0; key < 20; key++) completer.typed();
    const stop = new AbortController();
    stop.abort();
    const asked = await ask("I would", {}, stop.signal);
    expect(fakes.waits.length).toBe(1);
    expect(fakes.calls.length).toBe(0);
    expect((await asked.answer).suggestions).toEqual([]);
  });

  it("wait no moment if a person asked", async () => {
    for (let key = 0; key < 20; key++) completer.typed();
    await ask("I would", { explicit: true });
    expect(fakes.waits).toEqual([]);
  });

  it("wait longer after suggestions that were read and not taken", async () => {
    for (let round = 0; round < 6; round++) {
      const asked = await ask(`Round ${round} would`);
      await fakes.calls[round].answer([" go.", 0.5]);
      await asked.answer;
      fakes.time += 1000;
    }
    expect(fakes.waits).toEqual([20, 40]);
    completer.accepted();
    await ask("They would");
    expect(fakes.waits.length).toBe(2);
  });

  it("wait no longer after suggestions that were typed along and then left", async () => {
    for (let round = 0; round < 6; round++) {
      const asked = await ask(`Round ${round} would`);
      await fakes.calls[round].answer([" like it.", 0.5]);
      await asked.answer;
      for (const typed of [" ", " l", " li"]) {
        fakes.time += 250;
        await (await ask(`Round ${round} would${typed}`)).answer;
      }
      fakes.time += 250;
    }
    expect(fakes.waits).toEqual([]);
  });
});

describe("looking ahead", () => {
  it("has the follow-up of a suggestion ready when it is taken", async () => {
    const asked = await ask("I would");
    await fakes.calls[0].answer([" like to", 0.5]);
    await asked.answer;
    expect(fakes.calls[1].prefix).toBe("I would like to");
    await fakes.calls[1].answer([" go.", 0.5]);
    completer.accepted();
    expect(await textsOf(await ask("I would like to"))).toEqual([" go."]);
    expect(fakes.calls.length).toBe(2);
  });

  it("has nothing to do after a sentence's end", async () => {
    const asked = await ask("I would");
    await fakes.calls[0].answer([" like to.", 0.5]);
    await asked.answer;
    expect(fakes.calls.length).toBe(1);
  });

  it("makes way for what is asked", async () => {
    const asked = await ask("I would");
    await fakes.calls[0].answer([" like to", 0.5]);
    await asked.answer;
    await ask("I wouldn't");
    expect(fakes.calls[1].signal.aborted).toBe(true);
    expect(fakes.calls[2].signal.aborted).toBe(false);
  });
});
