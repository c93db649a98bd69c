/** The one HTML document of all panels: a script and its styles under a strict content security policy, and an empty root. */
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { PanelName } from "../../ids";

export function panelHtml(webview: vscode.Webview, extension: vscode.Uri, panel: PanelName, title: string): string {
  const nonce = randomBytes(16).toString("base64");
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extension, "dist", "webview", name)).toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join("; ");
  const translations = vscode.l10n.bundle ? ` data-l10n="${escaped(JSON.stringify(vscode.l10n.bundle))}"` : "";
  return `<!DOCTYPE html>
<html lang="${escaped(vscode.env.language)}">
  <head>
    <meta charset="UTF-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)}</title>
    <link rel="stylesheet" href="${file("panel.css")}">
    <link rel="stylesheet" href="${file(`${panel}.css`)}">
  </head>
  <body>
    <div id="app" data-panel="${panel}"${translations}></div>
    <script nonce="${nonce}" src="${file(`${panel}.js`)}"></script>
  </body>
</html>`;
}

/** What a page may load: its own scripts and styles, and pictures. */
export function resourceRoots(extension: vscode.Uri): vscode.Uri[] {
  return [vscode.Uri.joinPath(extension, "dist", "webview"), vscode.Uri.joinPath(extension, "media")];
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (character) => entities[character] ?? character);
}
