/** What the engine does to the process that it runs in, seen from outside. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = join(__dirname, "..", "..");
let folder: string;
let program: string;

/** Prints whether the runtime was loaded by importing the engine, then opens a model with the provider asked for. */
const SOURCE = `
  import { Explorer } from "./src/engine/explorer";
  import { tinyPackage } from "./test/engine/tinyModel";
  const loaded = Object.keys(require.cache).some((file) => file.includes("onnxruntime"));
  Explorer.over(tinyPackage(), { provider: process.argv[2], threads: 1 }).then(
    async (explorer) => {
      const variants = await explorer.variants("cat dog bee", { temperature: 1 });
      process.stdout.write(JSON.stringify({ loaded, provider: explorer.provider, variants }, (_, value) =>
        value instanceof Float32Array ? [...value] : value));
    },
    (error) => process.stdout.write(JSON.stringify({ loaded, code: error.code, where: error.where })),
  );
`;

beforeAll(async () => {
  // Under node_modules, where the program finds the packages that are not bundled.
  const cache = join(ROOT, "node_modules", ".cache");
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, "engine-"));
  program = join(folder, "program.js");
  await build({
    stdin: { contents: SOURCE, resolveDir: ROOT },
    outfile: program,
    bundle: true,
    platform: "node",
    external: ["onnxruntime-node", "tokenizers"],
    logLevel: "error",
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function run(provider: string) {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, provider]);
  return { stdout, stderr, result: JSON.parse(stdout) };
}

it("loads the native runtime with the first session, not with the import", async () => {
  expect((await run("cpu")).result.loaded).toBe(false);
});

it("refuses providers without a word on stderr, and keeps the reasons", async () => {
  const { result, stderr } = await run("auto");
  expect(stderr).toBe("");
  for (const { reason } of result.provider.refusals) expect(reason).not.toBe("");
  expect(result.provider.requested).toBe("auto");
});

it("gives the same result in every process", async () => {
  expect((await run("cpu")).stdout).toBe((await run("cpu")).stdout);
});

it("says why a chosen provider cannot run here", async () => {
  const impossible = process.platform === "win32" ? "coreml" : "dml";
  const { result, stderr } = await run(impossible);
  expect(stderr).toBe("");
  expect(result).toMatchObject({ code: "unavailable", where: expect.stringMatching(`^${impossible}: `) });
});
