/**
 * What a package for one platform carries beside the project's own files: the libraries that the engine loads at run time,
 * as files of node_modules. They go to `dist/node_modules`, where the bundles look first.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../setup.mjs";

/** The package for every platform without a binary (Intel Macs, Alpine, 32-bit Arm): VS Code takes it where no other fits. */
export const UNIVERSAL = "universal";
export const TARGETS = ["linux-x64", "linux-arm64", "win32-x64", "win32-arm64", "darwin-arm64", UNIVERSAL];

const COMMON = "onnxruntime-common/package.json";
/** Bundles import it as a module, and it its parts. */
const WEB_ASSEMBLY = [
  COMMON,
  ...filesIn("onnxruntime-common/dist/esm", /\.js$|^package\.json$/),
  "onnxruntime-web/package.json",
  "onnxruntime-web/dist/ort.node.min.mjs",
  "onnxruntime-web/dist/ort-wasm-simd-threaded.mjs",
  "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
];
const BINDING = [
  COMMON,
  ...filesIn("onnxruntime-common/dist/cjs", /\.js$|^package\.json$/),
  "onnxruntime-node/package.json",
  ...filesIn("onnxruntime-node/dist", /\.js$/),
];
const TOKENIZERS = ["tokenizers/package.json", "tokenizers/index.js", "tokenizers/LICENSE"];
const LIBC = { linux: "-gnu", win32: "-msvc", darwin: "" };
/**
 * CUDA libraries that `npm run setup:gpu` fetched, ten times the size of the rest; shader compilers of WebGPU on Windows,
 * which is never chosen by itself; and the same dylib under a second name.
 */
const LEFT_OUT = /_providers_(cuda|tensorrt|shared)|^dx(compiler|il)\.dll$|\.\d+\.\d+\.\d+\.dylib$/;

/** Paths under node_modules. */
export function runtimeFiles(target) {
  if (target === UNIVERSAL) return WEB_ASSEMBLY;
  const [platform, arch] = target.split("-");
  const binaries = filesIn(`onnxruntime-node/bin/napi-v6/${platform}/${arch}`, /\.(node|dll|dylib|so(\.\d+)*)$/).filter(
    (file) => !LEFT_OUT.test(file.split("/").at(-1)),
  );
  const tokenizers = `tokenizers/tokenizers.${target}${LIBC[platform]}.node`;
  return [...BINDING, ...binaries, ...TOKENIZERS, tokenizers];
}

function filesIn(folder, pattern) {
  return readdirSync(join(ROOT, "node_modules", folder))
    .filter((name) => pattern.test(name))
    .map((name) => `${folder}/${name}`);
}
