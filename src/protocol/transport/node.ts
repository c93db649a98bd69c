/** Both ends of the channel between a process and its child. Importing this file prepares vscode-jsonrpc for Node. */
import "vscode-jsonrpc/node";
import type { ChildProcess } from "node:child_process";
import type { Port } from "./port";

/** The parent's end. The child has to be forked with `serialization: "advanced"`, or typed arrays turn into objects. */
export function childPort(child: ChildProcess): Port {
  return {
    // Errors of sending are those of a child that has gone, which its exit tells better.
    post: (message) => void (child.connected && child.send(Object(message), () => undefined)),
    listen: (listener) => {
      child.on("message", listener);
      return () => child.off("message", listener);
    },
  };
}

/** The child's end: of the process that this runs in. */
export function parentPort(): Port {
  return {
    post: (message) => void (process.connected && process.send?.(message, undefined, undefined, () => undefined)),
    listen: (listener) => {
      process.on("message", listener);
      return () => process.off("message", listener);
    },
  };
}
