/** VS Code's server on 127.0.0.1, with a profile of its own and no extension gallery. */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const START_SECONDS = 60;
const QUIET = {
  "telemetry.telemetryLevel": "off",
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.tips.enabled": false,
  "chat.disableAIFeatures": true,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "update.showReleaseNotes": false,
  "git.enabled": false,
};
/** No gallery: nothing is looked up and nothing leaves the machine. */
const ENVIRONMENT = { ...process.env, EXTENSIONS_GALLERY: "{}" };

/** A fresh profile: settings, data and no extensions. `settings` are added to those that keep the workbench quiet. In a folder that is `kept`, or one that goes with this process. */
export function createProfile(settings = {}, kept) {
  const folder = kept ?? mkdtempSync(join(tmpdir(), "homotopy-vscode-"));
  const extensions = join(folder, "extensions");
  mkdirSync(join(folder, "data", "Machine"), { recursive: true });
  mkdirSync(extensions, { recursive: true });
  writeFileSync(join(folder, "data", "Machine", "settings.json"), JSON.stringify({ ...QUIET, ...settings }, null, 2));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  if (!kept) process.once("exit", remove);
  return { folder, extensions, remove };
}

/** Installs a packed extension, as a person does from a file. */
export function installExtension(host, profile, vsix) {
  const args = [host.server, "--install-extension", vsix, "--force", ...profileArguments(profile)];
  const { status, stdout, stderr } = spawnSync(host.node, args, { encoding: "utf8", env: ENVIRONMENT });
  if (status !== 0 || !/successfully installed/.test(stdout)) {
    throw new Error(`VS Code did not install ${vsix}:\n${stdout}${stderr}`);
  }
}

/** `trustEverything`: folders open without the question whether to trust them. `driver`: runs test suites on request. */
export async function startServer(host, profile, { port = 0, trustEverything = true, driver = false } = {}) {
  const args = [host.server, "--host", "127.0.0.1", "--port", String(port), "--without-connection-token"];
  args.push(...profileArguments(profile), "--disable-telemetry");
  if (trustEverything) args.push("--disable-workspace-trust");
  if (driver) args.push("--enable-smoke-test-driver");
  // A group of its own: the server's children (extension hosts among them) end with it.
  const child = spawn(host.node, args, { env: ENVIRONMENT, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const stop = () => endGroup(child.pid);
  // Before the profile goes that it writes to.
  process.prependOnceListener("exit", stop);
  // A signal alone would not be an exit.
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));
  return { url: `http://127.0.0.1:${await listeningPort(child)}`, pid: child.pid, stop };
}

function profileArguments(profile) {
  return [
    ...["--server-data-dir", profile.folder, "--extensions-dir", profile.extensions],
    "--accept-server-license-terms",
  ];
}

function listeningPort(child) {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (why) => reject(new Error(`VS Code's server ${why}:\n${said}`));
    const timer = setTimeout(() => fail(`was not up within ${START_SECONDS} s`), START_SECONDS * 1000);
    const listen = (chunk) => {
      said += chunk;
      const port = /agent listening on (\d+)/.exec(said)?.[1];
      if (!port) return;
      clearTimeout(timer);
      child.stdout.off("data", listen).resume();
      child.stderr.off("data", listen).resume();
      resolve(port);
    };
    child.stdout.setEncoding("utf8").on("data", listen);
    child.stderr.setEncoding("utf8").on("data", listen);
    child.once("error", (error) => fail(`did not start (${error.message})`));
    child.once("exit", (code) => fail(`ended with ${code}`));
  });
}

function endGroup(pid) {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
