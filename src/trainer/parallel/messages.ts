/** What the training process and its workers say to each other; weights and gradients go through the shared file instead. */
import { type ErrorCode, HomotopyError, messageOf } from "../../core/errors";
import type { NetworkConfig } from "../../model/family/network";
import type { Batch } from "../corpus/batch";
import type { Evaluation, LossSums, ObjectiveControls } from "../step/gradients";
import type { LocalEngine } from "./localEngine";

/** Descriptor of the shared file in a worker: the first after the standard three and the pipe of the messages. */
export const SHARED_FILE = 4;

/** The first message to a worker. */
export interface Start {
  readonly kind: "start";
  readonly config: NetworkConfig;
  readonly engine: LocalEngine;
  /** Bytes into the shared file where the weights are read. */
  readonly weights: number;
  /** Bytes into the shared file where this worker leaves its gradient. */
  readonly gradient: number;
}

/** A shard to work on; without a normalizer only the forward pass. */
export interface Task {
  readonly kind: "task";
  readonly shard: Batch;
  readonly controls: ObjectiveControls;
  readonly normalizer?: number;
}

export type Reply =
  | { readonly kind: "ready"; readonly name: string }
  | { readonly kind: "gradients"; readonly sums: LossSums }
  | { readonly kind: "evaluation"; readonly evaluation: Evaluation }
  | { readonly kind: "failed"; readonly failure: Failure };

/** An error without its class, which does not survive the way. */
export interface Failure {
  readonly code: ErrorCode;
  readonly what: string;
  readonly where: string;
  readonly advice: string;
}

export function isRequest(message: unknown): message is Start | Task {
  return hasKind(message, ["start", "task"]);
}

export function isReply(message: unknown): message is Reply {
  return hasKind(message, ["ready", "gradients", "evaluation", "failed"]);
}

export function failureOf(error: unknown): Failure {
  if (error instanceof HomotopyError) {
    const { code, what, where, advice } = error;
    return { code, what, where, advice };
  }
  return {
    code: "unavailable",
    what: `A training process failed: ${messageOf(error)}`,
    where: "in its part of a step",
    advice: "train with --threads 1, or with --engine eager",
  };
}

export function errorOf({ code, what, where, advice }: Failure): HomotopyError {
  return new HomotopyError(code, what, where, advice);
}

function hasKind(message: unknown, kinds: readonly string[]): boolean {
  return typeof message === "object" && message !== null && "kind" in message && kinds.includes(String(message.kind));
}
