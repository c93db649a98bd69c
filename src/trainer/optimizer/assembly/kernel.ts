/**
 * The optimiser's arithmetic in AssemblyScript, compiled to WebAssembly SIMD by scripts/build-kernel.mjs. Every function
 * walks float32 arrays in the imported memory: `usize` arguments are byte addresses, `length` counts elements. Four lanes
 * at a time, then the rest one by one. plain.ts is the readable form of the same sums and the oracle of this one.
 */

/** Elements in a SIMD register. */
const LANES: usize = 4;
/** log2 of the bytes of a float32. */
const SHIFT: usize = 2;

/** Σ x², added up in float64 so that the norm of millions of entries keeps its digits. */
export function sumOfSquares(x: usize, length: usize): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  const end = x + (length << SHIFT);
  const vectorEnd = end - ((length % LANES) << SHIFT);
  while (x < vectorEnd) {
    const four = v128.load(x);
    const first = f64x2.promote_low_f32x4(four);
    const second = f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 0, 1));
    low = f64x2.add(low, f64x2.mul(first, first));
    high = f64x2.add(high, f64x2.mul(second, second));
    x += LANES << SHIFT;
  }
  const pairs = f64x2.add(low, high);
  let sum = f64x2.extract_lane(pairs, 0) + f64x2.extract_lane(pairs, 1);
  while (x < end) {
    const one = <f64>load<f32>(x);
    sum += one * one;
    x += sizeof<f32>();
  }
  return sum;
}

/** Kingma and Ba 2015, algorithm 1, on the gradient times `scale`; `size` holds the step size with the bias corrections. */
export function adam(
  value: usize,
  gradient: usize,
  firstMoment: usize,
  secondMoment: usize,
  length: usize,
  scale: f32,
  size: f32,
  beta1: f64,
  beta2: f64,
  epsilon: f32,
): void {
  // 1 − β is taken before rounding: 1 − float32(0.999) would be off by 1e-5.
  const keep1 = <f32>beta1;
  const keep2 = <f32>beta2;
  const fresh1 = <f32>(1 - beta1);
  const fresh2 = <f32>(1 - beta2);
  const bytes = length << SHIFT;
  const vectorBytes = bytes - ((length % LANES) << SHIFT);
  let at: usize = 0;
  while (at < vectorBytes) {
    const g = f32x4.mul(v128.load(gradient + at), f32x4.splat(scale));
    const m = f32x4.add(f32x4.mul(v128.load(firstMoment + at), f32x4.splat(keep1)), f32x4.mul(g, f32x4.splat(fresh1)));
    const v = f32x4.add(
      f32x4.mul(v128.load(secondMoment + at), f32x4.splat(keep2)),
      f32x4.mul(f32x4.mul(g, g), f32x4.splat(fresh2)),
    );
    const step = f32x4.div(f32x4.mul(m, f32x4.splat(size)), f32x4.add(f32x4.sqrt(v), f32x4.splat(epsilon)));
    v128.store(firstMoment + at, m);
    v128.store(secondMoment + at, v);
    v128.store(value + at, f32x4.sub(v128.load(value + at), step));
    at += LANES << SHIFT;
  }
  while (at < bytes) {
    const g = load<f32>(gradient + at) * scale;
    const m = load<f32>(firstMoment + at) * keep1 + g * fresh1;
    const v = load<f32>(secondMoment + at) * keep2 + g * g * fresh2;
    store<f32>(firstMoment + at, m);
    store<f32>(secondMoment + at, v);
    store<f32>(value + at, load<f32>(value + at) - (m * size) / (sqrt(v) + epsilon));
    at += sizeof<f32>();
  }
}

/** total + other, for the gradients of several workers. */
export function add(total: usize, other: usize, length: usize): void {
  const bytes = length << SHIFT;
  const vectorBytes = bytes - ((length % LANES) << SHIFT);
  let at: usize = 0;
  while (at < vectorBytes) {
    v128.store(total + at, f32x4.add(v128.load(total + at), v128.load(other + at)));
    at += LANES << SHIFT;
  }
  while (at < bytes) {
    store<f32>(total + at, load<f32>(total + at) + load<f32>(other + at));
    at += sizeof<f32>();
  }
}

/** value − factor · gradient. */
export function sgd(value: usize, gradient: usize, length: usize, factor: f32): void {
  const bytes = length << SHIFT;
  const vectorBytes = bytes - ((length % LANES) << SHIFT);
  let at: usize = 0;
  while (at < vectorBytes) {
    const step = f32x4.mul(v128.load(gradient + at), f32x4.splat(factor));
    v128.store(value + at, f32x4.sub(v128.load(value + at), step));
    at += LANES << SHIFT;
  }
  while (at < bytes) {
    store<f32>(value + at, load<f32>(value + at) - load<f32>(gradient + at) * factor);
    at += sizeof<f32>();
  }
}
