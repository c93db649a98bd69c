/**
 * Makes a clone ready to run with Node and npm alone: checks Node's version, installs what the lock file asks for and
 * builds what is older than its sources. Runs before anything is installed, so it has no dependencies.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("..", import.meta.url));
export const BUILD_STAMP = join(ROOT, "dist", ".stamp");

const OLDEST_NODE = 20;
const BUILT_FROM = ["src", "webview", "scripts/build.mjs", "scripts/build-kernel.mjs", "package.json", "tsconfig.json"];

/** Everything, or an exit with a message that says what to do. */
export function setUp() {
  checkNode();
  if (!isInstalled()) install();
  if (!isBuilt()) build();
}

/** `fatal`: whether a failed build ends the program; else dist/ is left without its stamp. */
export function build({ fatal = true } = {}) {
  step("Building", process.execPath, [join(ROOT, "scripts", "build.mjs")], fatal);
}

/** Whether every output is younger than every source. */
export function isBuilt() {
  if (!existsSync(BUILD_STAMP)) return false;
  const built = statSync(BUILD_STAMP).mtimeMs;
  return BUILT_FROM.every((source) => newest(join(ROOT, source)) <= built);
}

function checkNode() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= OLDEST_NODE) return;
  stop(
    `Homotopy needs Node ${OLDEST_NODE} or newer, this is ${process.versions.node}: install a newer Node and try again`,
  );
}

function install() {
  // Install scripts stay off (.npmrc): every package that is needed ships its binaries, see CONTRIBUTING.md.
  step("Installing packages", "npm", ["ci", "--loglevel=error"]);
}

/**
 * Whether node_modules holds the versions of the lock file. Compared by content: file times say little after a clone or
 * an `npm install`. Optional packages may be absent, most are for other platforms.
 */
function isInstalled() {
  const wanted = packagesOf(join(ROOT, "package-lock.json"));
  const present = packagesOf(join(ROOT, "node_modules", ".package-lock.json"));
  if (!wanted || !present) return false;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === "") return true;
    const installed = present[path];
    return installed ? installed.version === version : Boolean(optional || devOptional);
  });
}

function packagesOf(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, "utf8")).packages : undefined;
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path).reduce((time, name) => Math.max(time, newest(join(path, name))), stat.mtimeMs);
}

/** Runs one step with its output on stderr, so that what `npm start` shows stays alone on stdout. */
function step(title, command, args, fatal = true) {
  process.stderr.write(`${title} …\n`);
  const { status, error } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (status === 0 || !fatal) return;
  if (error) stop(`${title} could not start ${command}: ${error.message}`);
  stop(`${title} failed; the lines above say why`, status);
}

function stop(message, status) {
  process.stderr.write(`${message}\n`);
  process.exit(status || 1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) setUp();
