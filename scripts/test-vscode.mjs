/**
 * `npm run test:vscode`: the suites in an extension host (in the desktop VS Code that HOMOTOPY_VSCODE names, in a downloaded
 * one, or on Linux in the headless one), then the packed extension as a person uses it, in the headless one.
 * HOMOTOPY_TEST_ONLY, a regular expression, chooses test files. Ends with `N passed, N failed`.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ROOT, setUp } from "./setup.mjs";

const OUTPUT = join(ROOT, "test", "output", "vscode");
const HEADLESS_CODE = join(ROOT, "scripts", "vscode-host", "code.mjs");
const HAS_HEADLESS = process.platform === "linux";
const PARTS = { suite: runSuites, ui: runUi };

/** The headless VS Code and its browser, which tests of the pages and of WebGPU use, too. */
export async function installHeadless() {
  if (HAS_HEADLESS) (await import("./vscode-host/install.mjs")).installHost();
}

/** @returns {Promise<{ passed: number, failed: number, skipped: number }>} */
export async function testVsCode(parts = Object.keys(PARTS)) {
  const counts = [];
  try {
    await installHeadless();
    await bundleTests();
    for (const part of parts) counts.push(await PARTS[part]());
  } catch (error) {
    console.error(`The tests in VS Code cannot run: ${error.message}`);
    counts.push({ passed: 0, failed: 1, skipped: 0 });
  }
  const sum = (key) => counts.reduce((total, count) => total + count[key], 0);
  return { passed: sum("passed"), failed: sum("failed"), skipped: sum("skipped") };
}

/** One bundle a test file; mocha and playwright stay outside and are found from here. */
async function bundleTests() {
  const { build } = await import("esbuild");
  rmSync(OUTPUT, { recursive: true, force: true });
  const common = {
    absWorkingDir: ROOT,
    outbase: "test/vscode",
    outdir: OUTPUT,
    bundle: true,
    packages: "external",
    external: ["vscode"],
    platform: "node",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
  };
  await build({ ...common, entryPoints: testFiles("suite"), format: "cjs" });
  // As modules, what the files share (a running VS Code) is one module and not a copy in each.
  await build({
    ...common,
    entryPoints: testFiles("ui"),
    format: "esm",
    splitting: true,
    outExtension: { ".js": ".mjs" },
  });
}

function testFiles(part) {
  const folder = join("test", "vscode", part);
  const names = readdirSync(join(ROOT, folder)).filter((name) => name === "index.ts" || name.endsWith(".test.ts"));
  return names.map((name) => join(folder, name));
}

/** In an extension host, on this folder as it is built. */
async function runSuites() {
  const { runTests } = await import("@vscode/test-electron");
  const code = process.env.HOMOTOPY_VSCODE ?? (HAS_HEADLESS ? HEADLESS_CODE : undefined);
  return reported("In an extension host", async (report) => {
    const workspace = mkdtempSync(join(tmpdir(), "homotopy-workspace-"));
    try {
      await runTests({
        ...(code ? { vscodeExecutablePath: code } : {}),
        extensionDevelopmentPath: ROOT,
        extensionTestsPath: join(OUTPUT, "suite", "index.js"),
        extensionTestsEnv: { HOMOTOPY_TEST_REPORT: report },
        launchArgs: [workspace],
      });
    } finally {
      rmSync(workspace, { recursive: true, force: true });
    }
  });
}

/** The packed extension in a fresh profile, driven through the workbench. */
async function runUi() {
  if (!HAS_HEADLESS) {
    console.log("Through the workbench: only on Linux, where the headless VS Code runs");
    return { passed: 0, failed: 0, skipped: 1 };
  }
  const { UNIVERSAL } = await import("./package/targets.mjs");
  const own = pack(`${process.platform}-${process.arch}`);
  const universal = pack(UNIVERSAL);
  return reported("Through the workbench", async (report) => {
    const env = {
      ...process.env,
      HOMOTOPY_TEST_REPORT: report,
      HOMOTOPY_TEST_VSIX: own,
      HOMOTOPY_TEST_UNIVERSAL: universal,
    };
    const { status } = spawnSync(process.execPath, [join(OUTPUT, "ui", "index.mjs")], {
      cwd: ROOT,
      stdio: "inherit",
      env,
    });
    if (status !== 0) throw new Error(`ended with ${status}`);
  });
}

/** Packs in a process of its own: vsce prints every file, which only matters if it fails. */
function pack(target) {
  const args = [join(ROOT, "scripts", "package.mjs"), "--target", target];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  const line = new RegExp(`^${target} .*MiB +(\\S+)$`, "m").exec(stdout);
  if (status !== 0 || !line) throw new Error(`${stdout}${stderr}`);
  console.log(line[0]);
  return join(ROOT, line[1]);
}

/** What a run wrote down; one that fails without saying of what counts as a failure. */
async function reported(title, run) {
  console.log(`\n${title}`);
  mkdirSync(OUTPUT, { recursive: true });
  const report = join(OUTPUT, "report.json");
  rmSync(report, { force: true });
  let problem;
  try {
    await run(report);
  } catch (error) {
    problem = error;
  }
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, "utf8")) : { passed: 0, failed: 0, skipped: 0 };
  if (!problem || counts.failed > 0) return counts;
  console.error(`${title}: ${problem.message ?? problem}`);
  return { ...counts, failed: 1 };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUp();
  const parts = process.argv.slice(2);
  const { passed, failed, skipped } = await testVsCode(parts.length > 0 ? parts : undefined);
  if (skipped > 0) console.log(`${skipped} skipped`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
