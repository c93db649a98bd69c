/** Bundles each process of Homotopy into one file under dist/, and copies the binaries that the bundles load beside them. */
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildKernel } from "./build-kernel.mjs";
import { BUILD_STAMP, ROOT } from "./setup.mjs";

/** One process a line: output under dist/ and the source that starts it. */
const PROCESSES = {
  "trainer-worker": "src/trainer/parallel/worker.ts",
  cli: "src/cli.ts",
  trainer: "src/cli/trainer.ts",
  engine: "src/engine/process/main.ts",
  host: "src/host/host.ts",
};

/** Packages with binaries stay outside the bundles and are loaded from node_modules. */
const NATIVE = [
  "onnxruntime-node",
  "onnxruntime-web",
  "tokenizers",
  "@tensorflow/tfjs-node",
  "vscode",
  "playwright-core",
];

const WASM_FOLDER = "node_modules/@tensorflow/tfjs-backend-wasm/dist";
const COPIES = ["tfjs-backend-wasm.wasm", "tfjs-backend-wasm-simd.wasm", "tfjs-backend-wasm-threaded-simd.wasm"];

/** Bundles `entryPoints` (output name to source) into `outdir`. */
export async function bundle(entryPoints, outdir, options = {}) {
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
    // Half the text to parse at each start; errors keep their names.
    minify: true,
    keepNames: true,
    ...options,
    sourcemap: true,
    legalComments: "none",
    logLevel: "warning",
  });
}

/** The extension's entry stays small: what is behind it is a bundle of its own, required when it is first used. */
const HOST_APART = {
  name: "host-apart",
  setup({ onResolve }) {
    onResolve({ filter: /^\.\/host\/host$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./host.js", external: true } : undefined,
    );
  },
};

/** VS Code gives its module `vscode` to what is required, so the late import becomes a late require. */
export function bundleExtension(outdir) {
  const options = { plugins: [HOST_APART], supported: { "dynamic-import": false } };
  return bundle({ extension: "src/extension.ts" }, outdir, options);
}

/** A page of a panel each: its script, and the style sheet that the script imports. */
export const PAGES = {
  variants: "webview/variants/index.ts",
  homotopy: "webview/homotopy/index.ts",
  completions: "webview/completions/index.ts",
  training: "webview/training/index.ts",
  panel: "webview/lib/panel.css",
};

/**
 * The component library tries `:focus-visible` out in an inline style, which the policy of the pages forbids: it would then
 * draw focus rings under the mouse. The browser of every supported VS Code knows the selector.
 */
const FOCUS_VISIBLE = {
  name: "focus-visible",
  setup({ onLoad }) {
    onLoad({ filter: /fast-web-utilities[\\/]dist[\\/]dom\.js$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const contents = source.replace("function canUseFocusVisible() {", "$& return true;");
      if (contents === source) throw new Error(`${path} has no canUseFocusVisible any more.`);
      return { contents };
    });
  },
};

/** Bundles pages for the browser: scripts without modules, style sheets, and the icon font beside them. */
export async function bundlePages(entryPoints, outdir) {
  await build({
    absWorkingDir: ROOT,
    entryPoints,
    outdir,
    bundle: true,
    platform: "browser",
    format: "iife",
    target: "chrome132",
    plugins: [FOCUS_VISIBLE],
    loader: { ".ttf": "file" },
    assetNames: "[name]",
    minify: true,
    sourcemap: true,
    legalComments: "none",
    logLevel: "warning",
  });
}

async function buildAll() {
  rmSync(BUILD_STAMP, { force: true });
  await buildKernel();
  await bundle(PROCESSES, "dist");
  await bundleExtension("dist");
  await bundlePages(PAGES, "dist/webview");
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
