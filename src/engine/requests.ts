/** Numbers that people give: checked before any work is done, and named when they cannot be used. */
import { HomotopyError } from "../core/errors";

export const MOST_DRAWS = 10_000;
export const MOST_STEPS = 1000;
export const MOST_BEAMS = 64;
export const MOST_WORDS = 1000;
export const MOST_THREADS = 256;
export const MOST_MILLISECONDS = 3_600_000;

/** @throws HomotopyError "bad-call" unless `value` is a whole number from `least` to `most`. */
export function wholeNumber(name: string, value: number, least: number, most: number): number {
  if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw refused(name, value, `a whole number from ${least} to ${most}`);
}

/** @throws HomotopyError "bad-call" unless `value` is from `least` to `most`. */
export function realNumber(name: string, value: number, least: number, most: number): number {
  if (value >= least && value <= most) return value;
  throw refused(name, value, `a number from ${least} to ${most}`);
}

/** @throws HomotopyError "bad-call" unless `value` is above 0 and at most `most`. */
export function positiveNumber(name: string, value: number, most: number): number {
  if (value > 0 && value <= most) return value;
  throw refused(name, value, `a number above 0, at most ${most}`);
}

export function seedNumber(value: number): number {
  return wholeNumber("seed", value, 0, Number.MAX_SAFE_INTEGER);
}

/** Temperatures: 0 stands for the most probable sentence where that is offered. */
export function temperatureNumber(value: number): number {
  return realNumber("temperature", value, 0, 10);
}

function refused(name: string, value: number, wanted: string): HomotopyError {
  return new HomotopyError("bad-call", `${name} is ${value}`, name, `give ${wanted}`);
}
