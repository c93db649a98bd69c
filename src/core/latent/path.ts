/** Paths between two points of the latent space, parameterised by t in [0, 1]. */

export type PathName = "linear" | "spherical";
/** The point at t; a fresh array at every call. */
export type Path = (t: number) => Float32Array;

/** Below this sine the two directions are the same (or opposite) to float32, and an arc between them is not defined. */
const PARALLEL = 1e-6;

export function pathBetween(name: PathName, from: Float32Array, to: Float32Array): Path {
  return name === "linear" ? linear(from, to) : slerp(from, to);
}

/** The straight homotopy z(t) = (1 − t) z₁ + t z₂ of Bowman et al. 2015, §4.3. */
export function linear(from: Float32Array, to: Float32Array): Path {
  return (t) => blend(from, 1 - t, to, t);
}

/**
 * Spherical interpolation (Shoemake 1985; White 2016 for latent spaces): turns from one direction to the other at a
 * constant rate, so that the length stays near that of the ends, where a Gaussian has its mass. Points in the same or
 * opposite directions, and the origin, have no single arc: there it is the straight line.
 */
export function slerp(from: Float32Array, to: Float32Array): Path {
  const cosine = dot(from, to) / (norm(from) * norm(to));
  const angle = Math.acos(Math.max(-1, Math.min(1, cosine)));
  const sine = Math.sin(angle);
  if (!(sine > PARALLEL)) return linear(from, to);
  return (t) => blend(from, Math.sin((1 - t) * angle) / sine, to, Math.sin(t * angle) / sine);
}

function blend(a: Float32Array, weightOfA: number, b: Float32Array, weightOfB: number): Float32Array {
  return a.map((value, d) => weightOfA * value + weightOfB * b[d]);
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, d) => sum + value * b[d], 0);
}

function norm(a: Float32Array): number {
  return Math.sqrt(dot(a, a));
}
