#!/usr/bin/env node
/**
 * A stand-in for the `code` executable: `code.mjs --extensionDevelopmentPath=DIR --extensionTestsPath=FILE [FOLDER]` runs a
 * suite in the extension host of the headless VS Code, passes on what it prints and ends with its exit code. Enough for
 * @vscode/test-electron, so that the same suites run on a desktop VS Code.
 */
import { resolve } from "node:path";
import { openBrowser } from "./browser.mjs";
import { installHost } from "./install.mjs";
import { createProfile, startServer } from "./server.mjs";

const LONGEST_RUN_MS = 10 * 60_000;
const TOOK_TOO_LONG = 98;
/** What the workbench itself says between the lines of the suite. */
const WORKBENCH =
  /^(Resolv(ing|ed) connection|Creating a socket|\[reconnection|Ignoring fetching|\[AgentHost|\[AccountPolicy|Updating additional|\[Service Worker\]|Timed out waiting for authentication|%c)/;

const { options, folder } = parse(process.argv.slice(2));
const host = installHost();
const profile = createProfile();
const server = await startServer(host, profile, {
  driver: true,
  trustEverything: options.has("disable-workspace-trust"),
});
const browser = await openBrowser(host);
try {
  process.exitCode = await runSuite(await browser.newPage());
} finally {
  await browser.close();
  server.stop();
  profile.remove();
}

/** The exit code that the suite's run ends with. */
async function runSuite(page) {
  const finished = new Promise((resolve) => {
    page.exposeFunction("codeAutomationExit", resolve);
    setTimeout(resolve, LONGEST_RUN_MS, TOOK_TOO_LONG).unref();
  });
  await page.exposeFunction("codeAutomationLog", (_type, words) => {
    if (!WORKBENCH.test(String(words[0]))) console.log(...words);
  });
  const workspace = folder ? `folder=${encodeURIComponent(resolve(folder))}` : "ew=true";
  const payload = [
    ...["extensionDevelopmentPath", "extensionTestsPath"].map((name) => [name, remote(options.get(name))]),
    ["enableProposedApi", ""],
  ];
  await page.goto(`${server.url}/?${workspace}&payload=${encodeURIComponent(JSON.stringify(payload))}`);
  return finished;
}

function remote(path) {
  return `vscode-remote://${new URL(server.url).host}${resolve(path)}`;
}

/** `--name=value` and `--name`; what is neither is the folder to open. */
function parse(args) {
  const options = new Map();
  let folder;
  for (const arg of args) {
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name) options.set(name, value ?? "");
    else folder = arg;
  }
  return { options, folder };
}
