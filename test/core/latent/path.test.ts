import fc from "fast-check";
import { expect, test } from "vitest";
import { linear, pathBetween, slerp } from "../../../src/core/latent/path";

const point = fc
  .array(fc.float({ min: -3, max: 3, noNaN: true }), { minLength: 3, maxLength: 3 })
  .map((v) => Float32Array.from(v));
const length = (z: Float32Array) => Math.hypot(...z);

test.each(["linear", "spherical"] as const)("a %s path begins and ends exactly at its ends", (name) => {
  fc.assert(
    fc.property(point, point, (from, to) => {
      const path = pathBetween(name, from, to);
      // `+ 0`: −0 and 0 are the same point.
      expect(path(0).map((value) => value + 0)).toEqual(from.map((value) => value + 0));
      expect(path(1).map((value) => value + 0)).toEqual(to.map((value) => value + 0));
    }),
  );
});

test("the line is halved at ½", () => {
  expect(linear(Float32Array.of(0, 2), Float32Array.of(4, -2))(0.5)).toEqual(Float32Array.of(2, 0));
});

test("slerp turns a right angle evenly", () => {
  const path = slerp(Float32Array.of(1, 0), Float32Array.of(0, 1));
  for (const t of [0.25, 1 / 3, 0.5]) {
    expect(path(t)[0]).toBeCloseTo(Math.cos((t * Math.PI) / 2), 6);
    expect(path(t)[1]).toBeCloseTo(Math.sin((t * Math.PI) / 2), 6);
  }
});

test("slerp keeps the length of ends of equal length", () => {
  fc.assert(
    fc.property(point, point, fc.float({ min: 0, max: 1, noNaN: true }), (a, b, t) => {
      fc.pre(length(a) > 0.1 && length(b) > 0.1);
      const [from, to] = [a, b].map((z) => z.map((value) => value / length(z)));
      const cosine = from.reduce((sum, value, d) => sum + value * to[d], 0);
      fc.pre(Math.abs(cosine) < 0.999);
      expect(length(slerp(from, to)(t))).toBeCloseTo(1, 4);
    }),
  );
});

test("without one arc between the ends, slerp is the line", () => {
  const [z, origin] = [Float32Array.of(1, 1), Float32Array.of(0, 0)];
  expect(slerp(z, z)(0.3)).toEqual(linear(z, z)(0.3));
  expect(slerp(z, origin)(0.3)).toEqual(linear(z, origin)(0.3));
  expect(slerp(z, Float32Array.of(-1, -1))(0.5)).toEqual(origin);
});
