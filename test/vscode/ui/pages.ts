/** What is on the pages of the panels. */
import type { Frame, Locator } from "playwright-core";
import type { Server } from "../../../scripts/vscode-host/server.mjs";

/** The results of a panel, one a row. */
export function items(page: Frame): Locator {
  return page.locator(".list .row:visible");
}

export function texts(page: Frame): Promise<string[]> {
  return items(page).locator(".sentence").allInnerTexts();
}

/** Names of the extension's own files on a page: a service worker of VS Code answers them, nothing goes out. */
const FILE_OF_EXTENSION = /^https:\/\/vscode-remote\+[^/]+\.vscode-resource\.vscode-cdn\.net\/.*\/homotopy\.homotopy-/;

/** Whether an address is the VS Code server's, or none at all. */
export function isOwn(address: string, server: Server): boolean {
  return address.startsWith(server.url) || /^(data|blob|about):/.test(address) || FILE_OF_EXTENSION.test(address);
}
