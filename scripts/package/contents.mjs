/** What a package must and may hold, checked on the packed file itself: a list that changes by itself is a mistake. */
import yauzl from "yauzl";
import { runtimeFiles } from "./targets.mjs";

/** vsce spells some names in its own way. */
const REQUIRED = [
  "package.json",
  "package.nls.json",
  "readme.md",
  "changelog.md",
  "LICENSE.txt",
  "dist/THIRD-PARTY-NOTICES.txt",
  "dist/extension.js",
  "dist/engine.js",
  "dist/host.js",
  "dist/cli.js",
  "dist/trainer.js",
  "dist/trainer-worker.js",
  ...["", "-simd"].map((kind) => `dist/tfjs-backend-wasm${kind}.wasm`),
  ...["variants", "homotopy", "completions", "training"].map((panel) => `dist/webview/${panel}.js`),
  ...[
    "homotopy.json",
    "tokenizer.json",
    "encoder.onnx",
    "decoder.onnx",
    "decoder_init.onnx",
    "prior.safetensors",
    "words.txt",
    "README.md",
  ].map((file) => `models/english/${file}`),
];
const ALLOWED = [
  /^package\.nls(\.[\w-]+)?\.json$/,
  /^l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
  /^media\/([\w-]+\/)*[\w.-]+\.(png|svg|md|gif)$/,
  /^models\/[\w-]+\/((weights|prior)\.safetensors|words\.txt|[\w.-]+\.(json|onnx|md))$/,
  /^dist\/webview\/[\w-]+\.(js|css|ttf)$/,
];

/** @returns {Promise<string[]>} what is wrong with the packed file, empty if nothing */
export async function faultsOf(vsix, target) {
  const runtime = runtimeFiles(target).map((file) => `dist/node_modules/${file}`);
  const required = new Set([...REQUIRED, ...runtime]);
  const packed = await packedFiles(vsix);
  const missing = [...required].filter((file) => !packed.includes(file));
  const unexpected = packed.filter((file) => !required.has(file) && !ALLOWED.some((pattern) => pattern.test(file)));
  return [...missing.map((file) => `${file} is missing`), ...unexpected.map((file) => `${file} does not belong there`)];
}

/** Names of the extension's files. */
function packedFiles(vsix) {
  return new Promise((resolve, reject) => {
    yauzl.open(vsix, (error, zip) => {
      if (error) return reject(error);
      const names = [];
      zip.on("entry", ({ fileName }) => names.push(fileName));
      zip.on("error", reject);
      zip.on("end", () => resolve(names.filter((name) => name.startsWith("extension/")).map((name) => name.slice(10))));
    });
  });
}
