import { describe, expect, it } from "vitest";
import { progressClock, stopwatch } from "../../src/trainer/progress";

describe("progressClock", () => {
  it("follows the steps without a time limit", () => {
    let time = 0;
    const clock = progressClock({ steps: 200, elapsedBefore: 0, startStep: 0, now: () => time });
    time = 1e9;
    expect(clock.at(50)).toBe(0.25);
    expect(clock.at(500)).toBe(1);
  });

  it("follows the clock when the time runs out first, and counts earlier sessions", () => {
    let time = 0;
    const clock = progressClock({ steps: 1e9, maxMinutes: 10, elapsedBefore: 100, startStep: 0, now: () => time });
    time = 185_500;
    expect(clock.elapsed()).toBe(285.5);
    expect(clock.at(1)).toBeCloseTo(285.5 / (600 * 0.96 - 5), 12);
    time = 600_000;
    expect(clock.at(1)).toBe(1);
  });

  it("extrapolates the pace of this session", () => {
    let time = 0;
    const clock = progressClock({ steps: 120, elapsedBefore: 0, startStep: 20, now: () => time });
    time = 30_000;
    expect(clock.minutesLeft(70)).toBeCloseTo(0.5, 12);
  });
});

describe("stopwatch", () => {
  it("stands still from a stop until it goes on", () => {
    let time = 10;
    const watch = stopwatch(() => time);
    expect(watch.now()).toBe(10);
    time = 20;
    watch.stop();
    time = 1000;
    expect(watch.now()).toBe(20);
    watch.stop();
    watch.go();
    watch.go();
    time = 1005;
    expect(watch.now()).toBe(25);
  });

  it("has a time limit wait for the end of a pause", () => {
    let time = 0;
    const watch = stopwatch(() => time);
    const clock = progressClock({ steps: 1e9, maxMinutes: 10, elapsedBefore: 0, startStep: 0, now: watch.now });
    watch.stop();
    time = 1e9;
    expect([clock.at(1), clock.elapsed()]).toEqual([1e-9, 0]);
    watch.go();
    time += 600_000;
    expect(clock.at(1)).toBe(1);
  });
});
