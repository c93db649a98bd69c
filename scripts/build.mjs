/** Bundles each process of Homotopy into one file under dist/, and copies the binaries that the bundles load beside them. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildKernel } from "./build-kernel.mjs";
import { BUILD_STAMP, ROOT } from "./setup.mjs";

/** One process a line: output under dist/ and the source that starts it. */
const PROCESSES = {
  "trainer-worker": "src/trainer/parallel/worker.ts",
  cli: "src/cli.ts",
};

/** Packages with binaries stay outside the bundles and are loaded from node_modules. */
const NATIVE = ["onnxruntime-node", "onnxruntime-web", "tokenizers", "@tensorflow/tfjs-node", "vscode"];

const WASM_FOLDER = "node_modules/@tensorflow/tfjs-backend-wasm/dist";
const COPIES = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm-threaded-simd.wasm"];

/** Bundles `entryPoints` (output name to source) into `outdir`. */
export async function bundle(entryPoints, outdir) {
  await build({
    absWorkingDir: ROOT,
    entryPoints,
    outdir,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    // ES modules first: tfjs-core is then bundled once, with the gradients that its CommonJS build keeps apart.
    mainFields: ["module", "main"],
    external: NATIVE,
    sourcemap: true,
    legalComments: "none",
    logLevel: "warning",
  });
}

async function buildAll() {
  rmSync(BUILD_STAMP, { force: true });
  await buildKernel();
  await bundle(PROCESSES, "dist");
  mkdirSync(join(ROOT, "dist"), { recursive: true });
  for (const file of COPIES) copyFileSync(join(ROOT, WASM_FOLDER, file), join(ROOT, "dist", file));
  if (existsSync(join(ROOT, "dist/cli.js"))) chmodSync(join(ROOT, "dist/cli.js"), 0o755);
  writeFileSync(BUILD_STAMP, "");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildAll().catch((error) => {
    // esbuild has printed its own errors with their places.
    if (!error.errors) process.stderr.write(`${error.stack}\n`);
    process.exitCode = 1;
  });
}
