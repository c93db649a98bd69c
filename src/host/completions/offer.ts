/** What became of a suggestion that was shown, told by the next beginning that is asked for. */
import type { Suggestion } from "./suggestion";

/** Milliseconds within which nobody can have read it. */
const GLANCE = 300;

export interface Offer {
  readonly prefix: string;
  readonly suggestion: Suggestion;
  /** When it was shown, in milliseconds. */
  readonly at: number;
}

/**
 * Typed along as long as the beginning goes on with its text; refused by anything else that is written, if there was time
 * to read it. What was not read counts as nothing.
 */
export function fateOf({ prefix, suggestion, at }: Offer, next: string, now: number): "along" | "refused" | "unread" {
  const whole = prefix + suggestion.text;
  if (next.startsWith(prefix) && (whole.startsWith(next) || next.startsWith(whole))) return "along";
  return now - at >= GLANCE ? "refused" : "unread";
}
