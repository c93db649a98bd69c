import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AdaptiveDebounce, LONGEST_DELAY } from "../../../src/host/completions/debounce";

function at(): { debounce: AdaptiveDebounce; type(gap: number, keys?: number): void } {
  let now = 0;
  const debounce = new AdaptiveDebounce(() => now);
  const type = (gap: number, keys = 1) => {
    for (let key = 0; key < keys; key++) {
      now += gap;
      debounce.typed();
    }
  };
  return { debounce, type };
}

describe("the wait before a request", () => {
  it("is none for who types slowly", () => {
    const { debounce, type } = at();
    expect(debounce.delay).toBe(0);
    type(400, 20);
    expect(debounce.delay).toBe(0);
  });

  it("grows with the pace, and ends with a pause", () => {
    const { debounce, type } = at();
    type(150, 20);
    const brisk = debounce.delay;
    type(50, 20);
    expect(brisk).toBeGreaterThan(0);
    expect(debounce.delay).toBeGreaterThan(brisk);
    type(5000);
    expect(debounce.delay).toBe(0);
  });

  it("grows with refusals in a row, and shrinks at once when one is taken", () => {
    const { debounce } = at();
    for (let refusal = 0; refusal < 3; refusal++) debounce.refused();
    expect(debounce.delay).toBe(0);
    debounce.refused();
    expect(debounce.delay).toBe(20);
    for (let refusal = 0; refusal < 100; refusal++) debounce.refused();
    expect(debounce.delay).toBe(LONGEST_DELAY);
    debounce.accepted();
    expect(debounce.delay).toBe(0);
  });

  it("stays within its bounds whatever happens", () => {
    const event = fc.oneof(fc.nat(2000), fc.constantFrom("refused" as const, "accepted" as const));
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const { debounce, type } = at();
        for (const event of events) {
          if (typeof event === "number") type(event);
          else debounce[event]();
          expect(debounce.delay).toBeGreaterThanOrEqual(0);
          expect(debounce.delay).toBeLessThanOrEqual(LONGEST_DELAY);
        }
      }),
    );
  });
});
