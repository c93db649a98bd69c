/**
 * `npm run setup:gpu` and `npm run setup:tfjs-node`: runs the install script of one package, which fetches native
 * libraries that npm does not carry. Homotopy works without either; both need the network.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT, setUp } from "./setup.mjs";

const TARGETS = {
  gpu: {
    package: "onnxruntime-node",
    script: "script/install.js",
    env: { ONNXRUNTIME_NODE_INSTALL: "cuda12" },
    brings: "ONNX Runtime's CUDA and TensorRT providers",
    library: "bin/napi-v6/linux/x64/libonnxruntime_providers_cuda.so",
    platform: "linux/x64",
    without: "inference and training stay on the CPU",
  },
  "tfjs-node": {
    package: "@tensorflow/tfjs-node",
    script: "scripts/install.js",
    env: {},
    brings: "libtensorflow for eager training",
    library: "lib/napi-v8/tfjs_binding.node",
    without: "eager training uses WebAssembly",
  },
};

setUp();
const target = TARGETS[process.argv[2]];
if (!target) fail(`Usage: node scripts/native.mjs ${Object.keys(TARGETS).join("|")}`, 2);

const platform = `${process.platform}/${process.arch}`;
if (target.platform && target.platform !== platform) {
  fail(
    `There is no download for ${platform}, only for ${target.platform}; what the package brings is used as it is`,
    1,
  );
}

const folder = join(ROOT, "node_modules", target.package);
if (!existsSync(folder)) fail(`${target.package} is not installed: npm left it out as optional; run npm ci`, 1);

console.log(`Fetching ${target.brings} …`);
const { status } = spawnSync(process.execPath, [join(folder, target.script)], {
  cwd: folder,
  stdio: "inherit",
  env: { ...process.env, ...target.env },
});
// The scripts do not always fail when the download does: what counts is the library.
if (status !== 0 || !existsSync(join(folder, target.library))) {
  fail(`Could not fetch ${target.brings}: the network or the host refused. Nothing is broken: ${target.without}`, 1);
}
console.log("Done: `node dist/cli.js doctor` shows what can be used now.");

function fail(message, code) {
  console.error(message);
  process.exit(code);
}
