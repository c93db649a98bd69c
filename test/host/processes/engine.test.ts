/** When processes are started and ended, with children that exist in memory only. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import { HomotopyError } from "../../../src/core/errors";
import { Engine, type EngineOptions } from "../../../src/host/processes/engine";
import type { RunningEngine } from "../../../src/host/processes/engineProcess";
import type { EngineApi } from "../../../src/protocol/engine";
import type { Client } from "../../../src/protocol/transport/rpc";

const DEAD = new HomotopyError("unavailable", "The engine ended", "test", "try again");

/** A child that can be let die, and knows whether it was stopped. */
class Child implements RunningEngine {
  readonly api: Client<EngineApi> = Object.create(null);
  stopped = false;
  die: () => void = () => undefined;
  readonly ended = new Promise<HomotopyError>((resolve) => {
    this.die = () => resolve(DEAD);
  });

  stop(): void {
    this.stopped = true;
    this.die();
  }
}

let children: Child[];
let states: string[];

function engineWith(options: Partial<EngineOptions> = {}, start = async () => started()) {
  return new Engine(start, {
    idleTime: () => 0,
    backOff: [0],
    onState: (state) => states.push(state),
    ...options,
  });
}

function started(): Child {
  const child = new Child();
  children.push(child);
  return child;
}

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const nothing = async () => undefined;

beforeEach(() => {
  children = [];
  states = [];
});

describe("starting", () => {
  it("waits for the first call, and serves calls at once from one process", async () => {
    const engine = engineWith();
    expect(children).toHaveLength(0);
    await Promise.all([engine.use(nothing), engine.use(nothing)]);
    expect(children).toHaveLength(1);
    expect(states).toEqual(["starting", "busy", "ready"]);
  });

  it("that was stopped meanwhile leaves nothing behind", async () => {
    const engine = engineWith();
    const call = engine.use(nothing);
    engine.restart();
    await call.catch(() => undefined);
    await settle();
    expect(children[0].stopped).toBe(true);
    expect(engine.isUp).toBe(false);
    await engine.use(nothing);
    expect(engine.isUp).toBe(true);
  });
});

describe("idling", () => {
  it("ends the process after the time of the setting, and the next call starts it", async () => {
    vi.useFakeTimers();
    try {
      const engine = engineWith({ idleTime: () => 1000 });
      await engine.use(nothing);
      vi.advanceTimersByTime(999);
      await engine.use(nothing);
      vi.advanceTimersByTime(999);
      expect(children[0].stopped).toBe(false);
      vi.advanceTimersByTime(1);
      await vi.advanceTimersByTimeAsync(0);
      expect(children[0].stopped).toBe(true);
      expect(engine.state).toBe("off");
      await engine.use(nothing);
      expect(children).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it("is no crash", async () => {
    const engine = engineWith();
    for (let round = 0; round < 5; round++) {
      await engine.use(nothing);
      engine.renew();
      await settle();
    }
    expect(engine.state).toBe("off");
  });
});

describe("renewing", () => {
  it("lets the call under way finish", async () => {
    const engine = engineWith();
    let finish: () => void = () => undefined;
    const call = engine.use(() => new Promise<void>((resolve) => (finish = resolve)));
    await settle();
    engine.renew();
    expect(children[0].stopped).toBe(false);
    finish();
    await call;
    await settle();
    expect(children[0].stopped).toBe(true);
  });
});

describe("crashes", () => {
  const crash = async (engine: Engine) => {
    await engine.use(async () => {
      children.at(-1)?.die();
      await settle();
      throw DEAD;
    });
  };

  it("three in a row keep it down until it is asked for expressly", async () => {
    const engine = engineWith();
    for (let strike = 0; strike < 3; strike++) await expect(crash(engine)).rejects.toBe(DEAD);
    expect(engine.state).toBe("failed");
    await expect(engine.use(nothing)).rejects.toMatchObject({
      code: "unavailable",
      what: "The engine ended unexpectedly 3 times in a row",
    });
    expect(children).toHaveLength(3);
    engine.restart();
    await engine.use(nothing);
    expect(children).toHaveLength(4);
  });

  it("are forgotten after a call that succeeds", async () => {
    const engine = engineWith();
    for (let round = 0; round < 3; round++) {
      await expect(crash(engine)).rejects.toBe(DEAD);
      await expect(crash(engine)).rejects.toBe(DEAD);
      await engine.use(nothing);
    }
    expect(engine.state).toBe("ready");
  });

  it("while starting count as well", async () => {
    const engine = engineWith({}, () => Promise.reject(DEAD));
    for (let strike = 0; strike < 3; strike++) await expect(engine.use(nothing)).rejects.toBe(DEAD);
    expect(engine.state).toBe("failed");
  });

  it("are waited out longer from one to the next", async () => {
    vi.useFakeTimers();
    try {
      const engine = engineWith({ backOff: [100, 1000] });
      const failing = () => engine.use(() => Promise.reject(DEAD)).catch(() => undefined);
      await failing();
      for (const wait of [100, 1000]) {
        children.at(-1)?.die();
        await vi.advanceTimersByTimeAsync(0);
        const before = children.length;
        const call = failing();
        await vi.advanceTimersByTimeAsync(wait - 1);
        expect(children).toHaveLength(before);
        await vi.advanceTimersByTimeAsync(1);
        await call;
        expect(children).toHaveLength(before + 1);
      }
    } finally {
      vi.useRealTimers();
    }
  });
});
