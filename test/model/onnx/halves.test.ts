/** Every float16 is widened to the number that it is. */
import { expect, test } from "vitest";
import { fromHalves } from "../../../src/model/onnx/halves";

test("widens each of the 65,536 halves exactly", () => {
  const bits = Uint16Array.from({ length: 1 << 16 }, (_, half) => half);

  expect(fromHalves(bits)).toEqual(Float32Array.from(bits, half));
});

/** IEEE 754-2019, §3.4: sign, 5 bits of exponent with a bias of 15, 10 bits of fraction. */
function half(bits: number): number {
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 1024;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -14 : sign * (1 + fraction) * 2 ** (exponent - 15);
}
