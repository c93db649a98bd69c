/** A panel in the window: at most one of its kind, opened or revealed, taken over after a reload, joined to its controller. */
import * as vscode from "vscode";
import { HomotopyError } from "../../core/errors";
import { PANELS, type PanelName } from "../../ids";
import type { PanelHost, PanelPage } from "../../protocol/panels";
import { type Accepted, Connection, type Server } from "../../protocol/transport/rpc";
import type { PanelLife } from "./controller";
import { panelHtml, resourceRoots } from "./html";

export interface PanelKind<Host extends object, Controller> {
  readonly name: PanelName;
  readonly title: string;
  readonly accepted: Accepted<Host>;
  readonly controller: Controller;
}

export class WebviewPanel<State, Host extends PanelHost<State>, Controller extends PanelLife<State> & Server<Host>>
  implements vscode.Disposable
{
  #panel: vscode.WebviewPanel | undefined;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly kind: PanelKind<Host, Controller>,
  ) {}

  get controller(): Controller {
    return this.kind.controller;
  }

  get isVisible(): boolean {
    return this.#panel?.visible ?? false;
  }

  /** Opens the panel beside the editor, or brings it to the front; the editor keeps the focus. */
  reveal(): void {
    if (this.#panel) {
      this.#panel.reveal(undefined, true);
      return;
    }
    const { name, title } = this.kind;
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    this.adopt(vscode.window.createWebviewPanel(PANELS[name], title, column));
  }

  /** Takes a panel over: a new one, or one that a reload has left. */
  adopt(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    const { name, title, accepted, controller } = this.kind;
    panel.webview.options = { enableScripts: true, localResourceRoots: resourceRoots(this.extension) };
    panel.iconPath = {
      light: vscode.Uri.joinPath(this.extension, "media", "panel-light.svg"),
      dark: vscode.Uri.joinPath(this.extension, "media", "panel-dark.svg"),
    };
    const connection = new Connection({
      post: (message) => void panel.webview.postMessage(message),
      listen: (listener) => {
        const subscription = panel.webview.onDidReceiveMessage(listener);
        return () => subscription.dispose();
      },
    });
    const page = connection.client<PanelPage<State>>();
    connection.serve<Host>(controller, accepted);
    // A page that is hidden or still loading does not hear: it asks for the state itself when it is drawn.
    controller.attach((state) => {
      if (panel.visible) page.show(state).catch(() => undefined);
    });
    panel.onDidDispose(() => {
      const advice = "open it again";
      connection.close(new HomotopyError("cancelled", "The panel was closed", title, advice));
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      controller.detach();
    });
    panel.webview.html = panelHtml(panel.webview, this.extension, name, title);
  }

  dispose(): void {
    this.#panel?.dispose();
  }
}
