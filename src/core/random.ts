/**
 * Seeded random numbers. Every draw in Homotopy comes from a `Random` that is passed in; nothing reads the clock or a
 * global generator, so a result can be repeated from its seed.
 *
 * The generator is sfc32 (Chris Doty-Humphrey's PractRand): 128 bits of state, period of at least 2^32.
 */
export interface Random {
  /** Uniform on [0, 1), 32 bits of resolution. */
  uniform(): number;
  /** Standard normal (Box and Muller 1958). */
  normal(): number;
  /** Uniform integer on [0, bound). */
  integer(bound: number): number;
}

const TWO_32 = 4294967296;
const WARM_UP_ROUNDS = 15;

/** An independent stream for each seed and path of labels: `seeded(7, "noise", step)`. */
export function seeded(seed: number, ...path: readonly (string | number)[]): Random {
  const key = [seed, ...path].join("\u0000");
  return sfc32(hash(key, 0x9e3779b9), hash(key, 0x243f6a88), hash(key, 0xb7e15162), 1);
}

/** Fisher and Yates's shuffle, in place. */
export function shuffle<T>(items: { length: number; [index: number]: T }, random: Random): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.integer(last + 1);
    const held = items[last];
    items[last] = items[other];
    items[other] = held;
  }
}

/** Fills an array with independent standard normals and returns it. */
export function fillNormal(values: Float32Array, random: Random): Float32Array {
  for (let index = 0; index < values.length; index++) values[index] = random.normal();
  return values;
}

function sfc32(a: number, b: number, c: number, counter: number): Random {
  let spare: number | undefined;

  function next(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  }

  function normal(): number {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log((next() + 1) / TWO_32));
    const angle = 2 * Math.PI * (next() / TWO_32);
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  for (let round = 0; round < WARM_UP_ROUNDS; round++) next();
  return {
    uniform: () => next() / TWO_32,
    normal,
    integer: (bound) => Math.floor((next() / TWO_32) * bound),
  };
}

/** MurmurHash3's 32-bit mixing over UTF-16 code units. */
function hash(text: string, start: number): number {
  let state = start | 0;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0xcc9e2d51);
    state = (state << 13) | (state >>> 19);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) | 0;
}
