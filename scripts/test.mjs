/** `npm test`: sets up, checks types and style, runs every test, and ends with one line: `N passed, N failed`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT, setUp } from "./setup.mjs";
import { installHeadless, testVsCode } from "./test-vscode.mjs";

setUp();
// What cannot be installed fails the tests in VS Code, which try again and say why; the others go on.
await installHeadless().catch(() => undefined);
const counts = [
  check("types", "tsc", ["-p", "."]),
  check("types of the pages", "tsc", ["-p", "webview"]),
  check("style", "biome", ["check", "."]),
  unitTests(),
  await testVsCode(),
];
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
const skipped = counts.reduce((sum, count) => sum + (count.skipped ?? 0), 0);
if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** A tool that is right or wrong as a whole counts as one test. */
function check(title, tool, args) {
  const succeeded = run(tool, args);
  console.log(`${title}: ${succeeded ? "ok" : "failed"}`);
  return { passed: succeeded ? 1 : 0, failed: succeeded ? 0 : 1 };
}

function unitTests() {
  const folder = mkdtempSync(join(tmpdir(), "homotopy-test-"));
  try {
    const report = join(folder, "vitest.json");
    const succeeded = run("vitest", ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`]);
    return countTests(report, succeeded);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function countTests(report, succeeded) {
  try {
    const result = JSON.parse(readFileSync(report, "utf8"));
    // A file that does not load has no tests to fail, and an unhandled error belongs to none: each counts as a failure.
    const brokenFiles = result.testResults.filter(
      (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
    ).length;
    const failed = result.numFailedTests + brokenFiles;
    return {
      passed: result.numPassedTests,
      failed: failed === 0 && !succeeded ? 1 : failed,
      skipped: result.numPendingTests + (result.numTodoTests ?? 0),
    };
  } catch (error) {
    console.error(`vitest left no report: ${error.message}`);
    return { passed: 0, failed: 1 };
  }
}

function run(tool, args) {
  const program = join(ROOT, "node_modules", ".bin", tool);
  return spawnSync(program, args, { cwd: ROOT, stdio: "inherit", shell: process.platform === "win32" }).status === 0;
}
