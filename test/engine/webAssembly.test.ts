/** Where the native runtime does not load, the one in WebAssembly gives the same results. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = join(__dirname, "..", "..");
let folder: string;

const SOURCE = `
  import { Explorer } from "./src/engine/explorer";
  import { runtimeName } from "./src/engine/runtime";
  import { tinyPackage } from "./test/engine/tinyModel";
  Explorer.over(tinyPackage(), { provider: "auto", threads: 1 }).then(async (explorer) => {
    const variants = await explorer.variants("cat dog bee", { temperature: 1 });
    const path = await explorer.interpolate("cat cat cat", "elk elk elk", { steps: 5 });
    const results = {
      variants: variants.variants.map(({ text }) => text),
      path: path.steps.map(({ text }) => text),
    };
    process.stdout.write(JSON.stringify({ results, runtime: await runtimeName(), provider: explorer.provider.chosen }));
  });
`;

/** Two homes for one program: beside the project's packages, and where only the runtime in WebAssembly is. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homotopy-wasm-"));
  for (const [home, packages] of [
    ["native", ["onnxruntime-node", "onnxruntime-web"]],
    ["portable", ["onnxruntime-web"]],
  ] as const) {
    await mkdir(join(folder, home, "node_modules"), { recursive: true });
    for (const name of packages) {
      await symlink(join(ROOT, "node_modules", name), join(folder, home, "node_modules", name), "junction");
    }
    await build({
      stdin: { contents: SOURCE, resolveDir: ROOT },
      outfile: join(folder, home, "program.js"),
      bundle: true,
      platform: "node",
      external: ["onnxruntime-node", "onnxruntime-web"],
      logLevel: "error",
    });
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(home: string) {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(folder, home, "program.js")]);
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

it("gives the results of the native runtime", async () => {
  const native = await run("native");
  const portable = await run("portable");
  expect(native.runtime).toMatch(/^onnxruntime-node \d/);
  expect(portable.runtime).toMatch(/^onnxruntime-web \d/);
  expect(portable.provider).toBe("cpu");
  expect(portable.results.path.length).toBeGreaterThan(1);
  expect(portable.results).toEqual(native.results);
});
