/** `node scripts/bench.mjs NAME [arguments]`: bundles bench/NAME.ts as the programs are bundled, and runs it. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, setUp } from "./setup.mjs";

setUp();
const [name, ...args] = process.argv.slice(2);
const source = join(ROOT, "bench", `${name}.ts`);
if (!name || !existsSync(source)) {
  const known = readdirSync(join(ROOT, "bench")).flatMap((file) => (file.endsWith(".ts") ? [file.slice(0, -3)] : []));
  console.error(`Usage: node scripts/bench.mjs NAME; there is ${known.join(", ")}`);
  process.exit(2);
}

/** What runs in another process than the bench itself. */
const PROGRAMS = {
  extension: {
    "bench-keystrokes": "bench/extension/keystrokes.ts",
    "bench-long-typing": "bench/extension/longTyping.ts",
  },
};

const { bundle } = await import("./build.mjs");
// Beside the programs' bundles, where the WebAssembly binaries are.
await bundle({ [`bench-${name}`]: `bench/${name}.ts`, ...PROGRAMS[name] }, "dist");
const { status } = spawnSync(process.execPath, ["--expose-gc", join(ROOT, "dist", `bench-${name}.js`), ...args], {
  cwd: ROOT,
  stdio: "inherit",
});
process.exitCode = status ?? 1;
