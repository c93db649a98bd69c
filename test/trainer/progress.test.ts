import { describe, expect, it } from "vitest";
import { progressClock } from "../../src/trainer/progress";

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
