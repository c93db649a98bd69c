/**
 * Remote calls from an interface of promise-returning methods: a client that has the interface's methods, and a server that
 * answers with an object of them. On both sides a method takes one argument more, an `AbortSignal`: raised by the caller,
 * it stops the work on the other side. Methods have no optional parameters, so that the signal's place is fixed.
 *
 * The process has to load `vscode-jsonrpc/node` or `vscode-jsonrpc/browser` before the first connection is made.
 */
import {
  CancellationTokenSource,
  createMessageConnection,
  type MessageConnection,
  NullLogger,
  ParameterStructures,
} from "vscode-jsonrpc";
import { HomotopyError, throwIfCancelled } from "../../core/errors";
import { fromWire, toWire } from "./errors";
import { type Port, readerOf, writerOf } from "./port";

const LONGEST_NAME = 64;

type Parameters<Method> = Method extends (...args: infer P extends readonly unknown[]) => unknown ? P : never;
type Answer<Method> = Method extends (...args: never) => Promise<infer A> ? A : never;

/** The interface as its caller has it. */
export type Client<Api> = {
  readonly [Name in keyof Api]: (
    ...args: [...Parameters<Api[Name]>, signal?: AbortSignal | undefined]
  ) => Promise<Answer<Api[Name]>>;
};

/** The interface as it is implemented. */
export type Server<Api> = {
  readonly [Name in keyof Api]: (
    ...args: [...Parameters<Api[Name]>, signal: AbortSignal]
  ) => Promise<Answer<Api[Name]>>;
};

/** Which calls are answered: each with a schema that its arguments must fit, or by name alone if the caller is trusted. */
export type Accepted<Api> =
  | { readonly [Name in keyof Api]: { parse(params: unknown): Parameters<Api[Name]> } }
  | readonly string[];

/** One end of a boundary. Either side may both call and answer. */
export class Connection {
  readonly #connection: MessageConnection;
  #closed: HomotopyError | undefined;

  constructor(port: Port) {
    this.#connection = createMessageConnection(readerOf(port), writerOf(port), NullLogger);
    this.#connection.listen();
  }

  /** Calls to the other side. A failed call throws the other side's `HomotopyError`; a cancelled one does so at once. */
  client<Api>(): Client<Api> {
    const call = (method: string, args: readonly unknown[]) => this.#call(method, args);
    const methods = new Proxy(
      {},
      {
        // A promise that resolves to the client asks whether it is a promise itself.
        get: (_, name) =>
          typeof name === "string" && name !== "then" ? (...args: unknown[]) => call(name, args) : undefined,
      },
    );
    // The proxy has every method of whatever interface; only the type knows which.
    return methods as Client<Api>;
  }

  /** Answers calls of the other side that are accepted; all others are refused. */
  serve<Api extends object>(server: Server<Api>, accepted: Accepted<Api>): void {
    this.#connection.onRequest(async (method, params, token) => {
      const stop = new AbortController();
      const cancellation = token.onCancellationRequested(() => stop.abort());
      if (token.isCancellationRequested) stop.abort();
      try {
        const args = readArguments(accepted, method, params ?? []);
        const handler: unknown = Reflect.get(server, method);
        if (typeof handler !== "function") throw wrongCall(method, "is not known");
        return await Reflect.apply(handler, server, [...args, stop.signal]);
      } catch (error) {
        throw toWire(error);
      } finally {
        cancellation.dispose();
      }
    });
  }

  /** Ends the connection: calls under way and later ones fail with `reason`. */
  close(reason: HomotopyError): void {
    if (this.#closed) return;
    this.#closed = reason;
    this.#connection.dispose();
  }

  async #call(method: string, args: readonly unknown[]): Promise<unknown> {
    const last = args.at(-1);
    const signal = last instanceof AbortSignal ? last : undefined;
    const params = signal || last === undefined ? args.slice(0, -1) : args;
    throwIfCancelled(signal, method);
    if (this.#closed) throw this.#closed;
    const cancellation = new CancellationTokenSource();
    try {
      const sent = this.#connection.sendRequest(method, ParameterStructures.byPosition, ...params, cancellation.token);
      return await settledOrCancelled(sent, signal, () => cancellation.cancel(), method);
    } catch (error) {
      throw this.#closed ?? fromWire(error);
    } finally {
      cancellation.dispose();
    }
  }
}

function readArguments(accepted: object, method: string, params: unknown): readonly unknown[] {
  if (Array.isArray(accepted)) {
    if (accepted.includes(method) && Array.isArray(params)) return params;
    throw wrongCall(method, "is not known");
  }
  const schema: unknown = Object.hasOwn(accepted, method) ? Reflect.get(accepted, method) : undefined;
  if (!isSchema(schema)) throw wrongCall(method, "is not known");
  try {
    return schema.parse(params);
  } catch (cause) {
    throw wrongCall(method, "has wrong arguments", { cause });
  }
}

function isSchema(value: unknown): value is { parse(params: unknown): readonly unknown[] } {
  return typeof value === "object" && value !== null && "parse" in value && typeof value.parse === "function";
}

function wrongCall(method: string, problem: string, options?: ErrorOptions): HomotopyError {
  const name = method.slice(0, LONGEST_NAME);
  const advice = "this is a mistake in Homotopy: please report it";
  return new HomotopyError("bad-call", `The call ${name} ${problem}`, name, advice, options);
}

/** The caller does not wait for the other side to notice that it should stop. */
function settledOrCancelled<T>(
  sent: Promise<T>,
  signal: AbortSignal | undefined,
  cancel: () => void,
  where: string,
): Promise<T> {
  if (!signal) return sent;
  return new Promise<T>((resolve, reject) => {
    const stop = () => {
      cancel();
      reject(new HomotopyError("cancelled", "Stopped on request", where, "start it again when you want to"));
    };
    signal.addEventListener("abort", stop, { once: true });
    sent.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
