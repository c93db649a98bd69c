/** The page's end of the boundary to the extension host, and what the page keeps between a hiding and the next showing. */
import { config } from "@vscode/l10n";
import type { PanelPage } from "../../src/protocol/panels";
import { pagePort } from "../../src/protocol/transport/browser";
import { type Client, Connection } from "../../src/protocol/transport/rpc";
import { type ViewState, viewStateOf } from "./viewState";

/** What VS Code gives a page; it can be asked for once. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** Draws a panel into `#app` and connects it to the host. The element may carry a bundle of translations. */
export function startPage<Host extends object, State>(
  panel: (root: HTMLElement, host: Client<Host>, view: ViewState) => PanelPage<State>,
) {
  const root = document.getElementById("app");
  if (root === null) throw new Error("The page has no element #app.");
  if (root.dataset.l10n !== undefined) config({ contents: root.dataset.l10n });
  const api = acquireVsCodeApi();
  const connection = new Connection(pagePort(api, window));
  const page = panel(root, connection.client<Host>(), viewStateOf(api));
  connection.serve<PanelPage<State>>({ show: (state) => page.show(state) }, ["show"]);
}
