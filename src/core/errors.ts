export const ERROR_CODES = [
  /** Text, a file or a number that cannot be used as given. */
  "bad-input",
  /** A model package that is missing, damaged or of another format. */
  "bad-model",
  /** A command line or call with the wrong arguments. */
  "bad-call",
  /** The disk is full, read-only or gone. */
  "disk",
  /** Training left the finite numbers. */
  "diverged",
  /** Something that this machine does not offer. */
  "unavailable",
  /** The person, or a newer request, stopped the work. */
  "cancelled",
] as const;

/** What went wrong, in the words of the person who has to mend it. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error that a person can act on: what happened, where, and what to do about it. */
export class HomotopyError extends Error {
  override readonly name = "HomotopyError";

  constructor(
    readonly code: ErrorCode,
    readonly what: string,
    readonly where: string,
    readonly advice: string,
    options?: ErrorOptions,
  ) {
    super(`${what} (${where}): ${advice}`, options);
  }
}

/** Throws a `cancelled` error if the signal has been raised. */
export function throwIfCancelled(signal: AbortSignal | undefined, where: string): void {
  if (signal?.aborted) {
    throw new HomotopyError("cancelled", "Stopped on request", where, "start it again when you want to");
  }
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
