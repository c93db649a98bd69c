/**
 * The other end of a page that runs without VS Code: a host without an engine behind the real transport, whose calls are
 * checked against the real schemas. Loaded before the page: `?panel=variants&scenario=usual`.
 */
import { completionsCalls, homotopyCalls, trainingCalls, variantsCalls } from "../../../src/protocol/panelSchemas";
import type { CompletionsHost, HomotopyHost, VariantsHost } from "../../../src/protocol/panels";
import type { TrainingHost } from "../../../src/protocol/trainingPanel";
import "../../../src/protocol/transport/browser";
import { Connection } from "../../../src/protocol/transport/rpc";
import { hosts } from "./scenarios";

const fromPage = new EventTarget();
const connection = new Connection({
  post: (message) => window.postMessage(structuredClone(message)),
  listen: (listener) => {
    const receive = (event: Event) => listener(event instanceof CustomEvent ? event.detail : undefined);
    fromPage.addEventListener("message", receive);
    return () => fromPage.removeEventListener("message", receive);
  },
});
const post = (message: unknown) =>
  fromPage.dispatchEvent(new CustomEvent("message", { detail: structuredClone(message) }));

const query = new URLSearchParams(location.search);
const scenario = query.get("scenario") ?? "usual";
const panel = query.get("panel");
const host =
  panel === "homotopy"
    ? hosts.homotopy(scenario)
    : panel === "completions"
      ? hosts.completions(scenario)
      : panel === "training"
        ? hosts.training(scenario)
        : hosts.variants(scenario);
if ("walk" in host) connection.serve<HomotopyHost>(host, homotopyCalls);
else if ("complete" in host) connection.serve<CompletionsHost>(host, completionsCalls);
else if ("planAgain" in host) connection.serve<TrainingHost>(host, trainingCalls);
else connection.serve<VariantsHost>(host, variantsCalls);

/** Tests read the calls of the host. */
let state: unknown;
const setState = (next: unknown) => {
  state = next;
};
Object.assign(window, { host, acquireVsCodeApi: () => ({ postMessage: post, getState: () => state, setState }) });
