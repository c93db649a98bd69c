/** A webview page's end of the transport. Importing this file prepares vscode-jsonrpc for the browser. */
import "vscode-jsonrpc/browser";
import type { Port } from "./port";

/** What a page has of VS Code: the result of `acquireVsCodeApi()`. */
interface PageApi {
  postMessage(message: unknown): void;
}

/** What a page has of the browser, for messages: its `window`. */
interface MessageTarget {
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
}

export function pagePort(api: PageApi, window: MessageTarget): Port {
  return {
    post: (message) => api.postMessage(message),
    listen: (listener) => {
      const receive = (event: { readonly data: unknown }) => listener(event.data);
      window.addEventListener("message", receive);
      return () => window.removeEventListener("message", receive);
    },
  };
}
