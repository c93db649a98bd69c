/**
 * What all files that drive the workbench share: one headless VS Code with the packed extension in a fresh profile, and one
 * browser. Folders and windows are each test's own.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { openBrowser } from "../../../scripts/vscode-host/browser.mjs";
import type { Host } from "../../../scripts/vscode-host/install.mjs";
import {
  createProfile,
  installExtension,
  type Profile,
  type Server,
  startServer,
} from "../../../scripts/vscode-host/server.mjs";
import { Workbench } from "./workbench";

export type Files = Readonly<Record<string, string>>;

export interface WindowOptions {
  readonly files?: Files;
  /** Settings of the workspace. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether VS Code asks before it trusts the folder. */
  readonly restricted?: boolean;
}

interface Running {
  readonly host: Host;
  readonly profile: Profile;
  readonly server: Server;
  readonly browser: Browser;
  readonly folders: string[];
}

let running: Promise<Running> | undefined;
let asking: Promise<Server> | undefined;

/** A window of its own browser profile on a folder with `files`. */
export async function openWindow({
  files = {},
  settings = {},
  restricted = false,
}: WindowOptions = {}): Promise<Workbench> {
  const { browser, folders } = await session();
  const folder = mkdtempSync(join(tmpdir(), "homotopy-workspace-"));
  folders.push(folder);
  mkdirSync(join(folder, ".vscode"));
  writeFileSync(join(folder, ".vscode", "settings.json"), JSON.stringify(settings));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return Workbench.open(browser, await server(restricted), folder);
}

export async function session(): Promise<Running> {
  running ??= begin();
  return running;
}

/** The server that trusts every folder, or one that asks. */
export async function server(restricted = false): Promise<Server> {
  const { host, profile, server } = await session();
  if (!restricted) return server;
  asking ??= startServer(host, profile, { trustEverything: false });
  return asking;
}

export async function endSession(): Promise<void> {
  if (!running) return;
  const { browser, server, profile, folders } = await running;
  await browser.close();
  server.stop();
  if (asking) (await asking).stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  profile.remove();
}

async function begin(): Promise<Running> {
  const host: Host = JSON.parse(
    execFileSync(process.execPath, ["scripts/vscode-host/install.mjs"], { encoding: "utf8" }),
  );
  const vsix = process.env.HOMOTOPY_TEST_VSIX;
  if (!vsix) throw new Error("HOMOTOPY_TEST_VSIX names no packed extension: run npm run test:vscode");
  const profile = createProfile({ "files.autoSave": "off", "window.restoreWindows": "all" });
  installExtension(host, profile, vsix);
  const [server, browser] = await Promise.all([startServer(host, profile), openBrowser(host)]);
  return { host, profile, server, browser, folders: [] };
}
