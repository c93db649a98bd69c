/** Errors on the wire: a `HomotopyError` arrives as one, with its code, place and advice; anything else keeps its message. */
import { ErrorCodes, ResponseError } from "vscode-jsonrpc";
import { ERROR_CODES, type ErrorCode, HomotopyError, messageOf } from "../../core/errors";

/** Of JSON-RPC's range for applications. */
const PERSON_CAN_MEND = -32_000;

const KNOWN: ReadonlySet<unknown> = new Set(ERROR_CODES);

export function toWire(error: unknown): ResponseError<unknown> {
  if (error instanceof HomotopyError) {
    const { code, what, where, advice } = error;
    return new ResponseError(PERSON_CAN_MEND, error.message, { code, what, where, advice });
  }
  return new ResponseError(ErrorCodes.InternalError, messageOf(error));
}

/** What a failed call throws on the caller's side. */
export function fromWire(error: unknown): Error {
  if (!(error instanceof ResponseError)) return error instanceof Error ? error : new Error(messageOf(error));
  return mendable(error.data) ?? new Error(error.message);
}

function mendable(data: unknown): HomotopyError | undefined {
  if (typeof data !== "object" || data === null) return undefined;
  const [name, what, where, advice] = ["code", "what", "where", "advice"].map((key) => Reflect.get(data, key));
  if (!isErrorCode(name) || typeof what !== "string" || typeof where !== "string" || typeof advice !== "string") {
    return undefined;
  }
  return new HomotopyError(name, what, where, advice);
}

function isErrorCode(value: unknown): value is ErrorCode {
  return KNOWN.has(value);
}
