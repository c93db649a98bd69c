/**
 * What carries messages from one side of a boundary to the other: a child process's IPC channel, `postMessage` of a webview
 * or, in tests, memory. A port carries structured clones, so typed arrays arrive as typed arrays.
 */
import { Disposable, Emitter, Event, type Message, type MessageReader, type MessageWriter } from "vscode-jsonrpc";

export interface Port {
  post(message: unknown): void;
  /** Calls `listener` for every message; the result stops that. */
  listen(listener: (message: unknown) => void): () => void;
}

/** Two ports: what is posted on one arrives at the other, cloned as a real carrier would. */
export function linkedPorts(): readonly [Port, Port] {
  const [toFirst, toSecond] = [new Emitter<unknown>(), new Emitter<unknown>()];
  return [portOf(toSecond, toFirst), portOf(toFirst, toSecond)];
}

function portOf(outgoing: Emitter<unknown>, incoming: Emitter<unknown>): Port {
  return {
    post: (message) => {
      const clone = structuredClone(message);
      setTimeout(() => outgoing.fire(clone), 0);
    },
    listen: (listener) => {
      const subscription = incoming.event(listener);
      return () => subscription.dispose();
    },
  };
}

/** The messages that come in through a port. Whatever is no JSON-RPC message is somebody else's and passed over. */
export function readerOf(port: Port): MessageReader {
  return {
    onError: Event.None,
    onClose: Event.None,
    onPartialMessage: Event.None,
    listen: (receive) =>
      Disposable.create(
        port.listen((message) => {
          if (isMessage(message)) receive(message);
        }),
      ),
    dispose: () => undefined,
  };
}

export function writerOf(port: Port): MessageWriter {
  return {
    onError: Event.None,
    onClose: Event.None,
    write: async (message) => port.post(message),
    end: () => undefined,
    dispose: () => undefined,
  };
}

function isMessage(value: unknown): value is Message {
  return typeof value === "object" && value !== null && "jsonrpc" in value && value.jsonrpc === "2.0";
}
