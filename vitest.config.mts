import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The ES modules of tfjs, as in the bundles: its gradients are ES modules, and two copies of its core would not meet. */
const esModules = ["core", "backend-cpu", "backend-wasm"].map((name) => ({
  find: new RegExp(`^@tensorflow/tfjs-${name}$`),
  replacement: fileURLToPath(new URL(`./node_modules/@tensorflow/tfjs-${name}/dist/index.js`, import.meta.url)),
}));

export default defineConfig({
  resolve: { alias: esModules },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/vscode/**"],
    testTimeout: 60_000,
    globalSetup: ["scripts/build-kernel.mjs", "test/build.mjs"],
    // Two cores: more processes than that only wait for each other.
    maxWorkers: 2,
    server: { deps: { inline: [/@tensorflow\/tfjs-(core|backend)/] } },
  },
});
