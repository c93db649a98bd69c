import "vscode-jsonrpc/node";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as z from "zod";
import { HomotopyError } from "../../../src/core/errors";
import { linkedPorts } from "../../../src/protocol/transport/port";
import { type Client, Connection, type Server } from "../../../src/protocol/transport/rpc";

interface Sums {
  add(a: number, b: number): Promise<number>;
  scale(values: Float32Array, by: number): Promise<{ readonly scaled: Float32Array; readonly nested: Int32Array[] }>;
  nothing(): Promise<void>;
  fail(how: "mendable" | "plain" | "thrown"): Promise<void>;
  wait(): Promise<void>;
}

/** How often `wait` was begun and stopped. */
let waits: { begun: number; stopped: number };

const sums: Server<Sums> = {
  add: async (a, b) => a + b,
  scale: async (values, by) => ({ scaled: values.map((value) => value * by), nested: [Int32Array.of(values.length)] }),
  nothing: async () => undefined,
  fail: (how) => {
    if (how === "thrown") throw new RangeError("thrown at once");
    const mendable = new HomotopyError("bad-model", "It broke", "model.onnx", "copy it again");
    return Promise.reject(how === "mendable" ? mendable : new TypeError("a plain error"));
  },
  wait: (signal) =>
    new Promise((_, reject) => {
      waits.begun++;
      signal.addEventListener("abort", () => {
        waits.stopped++;
        reject(new HomotopyError("cancelled", "Stopped", "wait", "wait again"));
      });
    }),
};

let caller: Connection;
let answerer: Connection;
let client: Client<Sums>;

beforeEach(() => {
  waits = { begun: 0, stopped: 0 };
  const [near, far] = linkedPorts();
  caller = new Connection(near);
  answerer = new Connection(far);
  client = caller.client<Sums>();
  answerer.serve<Sums>(sums, Object.keys(sums));
});
afterEach(() => {
  const over = new HomotopyError("cancelled", "Over", "test", "none");
  caller.close(over);
  answerer.close(over);
});

describe("calls", () => {
  it("carry arguments and answers", async () => {
    expect(await client.add(2, 3)).toBe(5);
    expect(await client.nothing()).toBeNull();
  });

  it("carry typed arrays as they are", async () => {
    const { scaled, nested } = await client.scale(Float32Array.of(1, -2, 0.5), 2);
    expect(scaled).toEqual(Float32Array.of(2, -4, 1));
    expect(nested).toEqual([Int32Array.of(3)]);
  });

  it("keep code, place and advice of errors that a person can mend", async () => {
    const error = await client.fail("mendable").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(HomotopyError);
    expect(error).toMatchObject({
      code: "bad-model",
      what: "It broke",
      where: "model.onnx",
      advice: "copy it again",
    });
  });

  it("keep the message of other errors", async () => {
    await expect(client.fail("plain")).rejects.toThrow("a plain error");
    await expect(client.fail("thrown")).rejects.toThrow("thrown at once");
  });

  it("can be returned from an async function without being taken for a promise", async () => {
    const later = async () => client;
    expect(await (await later()).add(1, 1)).toBe(2);
  });

  it("go both ways", async () => {
    caller.serve<Sums>(sums, ["add"]);
    expect(await answerer.client<Sums>().add(4, 5)).toBe(9);
  });
});

describe("cancellation", () => {
  it("fails the call at once and stops the work on the other side", async () => {
    const stop = new AbortController();
    const waiting = client.wait(stop.signal);
    await client.add(1, 1);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: "cancelled" });
    await client.add(1, 1);
    expect(waits).toEqual({ begun: 1, stopped: 1 });
  });

  it("sends nothing when the signal was raised before", async () => {
    await expect(client.wait(AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
    await client.add(1, 1);
    expect(waits.begun).toBe(0);
  });

  it("leaves other calls alone", async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const waiting = [client.wait(first.signal), client.wait(second.signal)];
    await client.add(1, 1);
    first.abort();
    await expect(waiting[0]).rejects.toMatchObject({ code: "cancelled" });
    await client.add(1, 1);
    expect(waits.stopped).toBe(1);
    second.abort();
    await expect(waiting[1]).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("closing", () => {
  it("fails calls under way and later ones with its reason", async () => {
    const waiting = client.wait();
    await client.add(1, 1);
    caller.close(new HomotopyError("unavailable", "Gone", "engine", "start it"));
    await expect(waiting).rejects.toMatchObject({ code: "unavailable", what: "Gone" });
    await expect(client.add(1, 1)).rejects.toMatchObject({ what: "Gone" });
  });
});

describe("a server with schemas", () => {
  interface Checked {
    add(a: number, b: number): Promise<number>;
  }
  let checked: Client<Checked & Sums>;

  beforeEach(() => {
    const [near, far] = linkedPorts();
    checked = new Connection(near).client();
    const schemas = { add: z.tuple([z.number(), z.number()]) };
    new Connection(far).serve<Checked>({ add: async (a, b) => a + b }, schemas);
  });

  it("answers calls that fit", async () => {
    expect(await checked.add(1, 2)).toBe(3);
  });

  it("refuses arguments that do not fit, without calling", async () => {
    const anything = checked as Client<Record<"add", (...args: unknown[]) => Promise<unknown>>>;
    await fc.assert(
      fc.asyncProperty(fc.array(fc.anything(), { maxLength: 4 }), async (args) => {
        fc.pre(!(args.length === 2 && args.every((value) => typeof value === "number")));
        await expect(anything.add(...args)).rejects.toThrow();
      }),
      { numRuns: 50 },
    );
  });

  it.each(["nothing", "constructor", "toString", "__proto__", "hasOwnProperty"])("does not know %s", async (name) => {
    const call = Reflect.get(checked, name);
    await expect(Reflect.apply(call, undefined, [])).rejects.toMatchObject({ code: "bad-call" });
  });
});

it("passes over what is no message", async () => {
  const [near, far] = linkedPorts();
  const connection = new Connection(far);
  connection.serve<Pick<Sums, "add">>({ add: sums.add }, ["add"]);
  for (const junk of [null, 1, "text", [], {}, { jsonrpc: "1.0" }, { jsonrpc: "2.0" }, { jsonrpc: "2.0", id: {} }]) {
    near.post(junk);
  }
  expect(await new Connection(near).client<Pick<Sums, "add">>().add(1, 1)).toBe(2);
});
