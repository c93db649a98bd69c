/** A monotonic clock that can stand still, in milliseconds. */
export interface Stopwatch {
  now(): number;
  stop(): void;
  go(): void;
}

export function stopwatch(now: () => number): Stopwatch {
  let stood = 0;
  let since: number | undefined;
  return {
    now: () => (since ?? now()) - stood,
    stop: () => {
      since ??= now();
    },
    go: () => {
      if (since !== undefined) stood += now() - since;
      since = undefined;
    },
  };
}

/** How far a run has come: the greater of the share of its steps and the share of its time that is used. */
export interface ProgressClock {
  /** In [0, 1]. */
  at(step: number): number;
  /** Seconds of work so far, those of the run's earlier sessions included. */
  elapsed(): number;
  /** Minutes still to go at the pace so far; the time limit's remainder if that is less. */
  minutesLeft(step: number): number;
}

export interface ProgressOptions {
  readonly steps: number;
  readonly maxMinutes?: number | undefined;
  /** Seconds of work done before this session. */
  readonly elapsedBefore: number;
  /** The step at which this session began. */
  readonly startStep: number;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
}

/** Kept back of a time limit for the last validation and the export. */
const RESERVED_SHARE = 0.04;
const RESERVED_SECONDS = 5;

export function progressClock({ steps, maxMinutes, elapsedBefore, startStep, now }: ProgressOptions): ProgressClock {
  const started = now();
  const limit = maxMinutes === undefined ? Number.POSITIVE_INFINITY : usableSeconds(maxMinutes * 60);
  const elapsed = (): number => elapsedBefore + (now() - started) / 1000;
  return {
    elapsed,
    at: (step) => Math.min(1, Math.max(step / steps, elapsed() / limit)),
    minutesLeft: (step) => {
      const done = step - startStep;
      const perStep = done > 0 ? (now() - started) / 1000 / done : 0;
      return Math.max(0, Math.min((steps - step) * perStep, limit - elapsed())) / 60;
    },
  };
}

function usableSeconds(seconds: number): number {
  return Math.max(seconds / 2, seconds * (1 - RESERVED_SHARE) - RESERVED_SECONDS);
}
