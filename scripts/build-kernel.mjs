/**
 * Compiles the optimiser's AssemblyScript into src/trainer/optimizer/kernel.generated.ts: two small modules in base64, for a
 * memory of one thread's own and for a shared one (WebAssembly tells the two apart in the import). Does nothing while the
 * generated file is younger than its source, so that the build, the tests and the type check can all call it.
 */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const SOURCE = join(ROOT, "src/trainer/optimizer/assembly/kernel.ts");
const TARGET = join(ROOT, "src/trainer/optimizer/kernel.generated.ts");
const SELF = fileURLToPath(import.meta.url);

/** The shared import must state a maximum; 65536 pages is all that 32 bits address, and any smaller memory fits it. */
const SHARED_FLAGS = ["--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"];

/** Under the second name the test runner's global setup calls it. */
export { buildKernel as setup };

export async function buildKernel() {
  if (isFresh()) return;
  const own = await compile([]);
  const shared = await compile(SHARED_FLAGS);
  writeFileSync(
    TARGET,
    [
      "/** Made by scripts/build-kernel.mjs from assembly/kernel.ts. */",
      `export const KERNEL = "${own}";`,
      `export const SHARED_KERNEL = "${shared}";`,
      "",
    ].join("\n"),
  );
}

function isFresh() {
  const made = statSync(TARGET, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return [SOURCE, SELF].every((file) => statSync(file).mtimeMs < made);
}

/** The module as base64. */
async function compile(flags) {
  // Loaded only when there is something to compile: the compiler takes a second to start.
  const { main } = await import("assemblyscript/asc");
  const folder = mkdtempSync(join(tmpdir(), "homotopy-kernel-"));
  try {
    const binary = join(folder, "kernel.wasm");
    const common = [
      "--outFile",
      binary,
      "--importMemory",
      "--enable",
      "simd",
      "--runtime",
      "stub",
      "-O3",
      "--noAssert",
    ];
    const { error, stderr } = await main([SOURCE, ...common, ...flags]);
    if (error) throw new Error(`The optimiser kernel does not compile: ${error.message}\n${stderr.toString()}`);
    return readFileSync(binary).toString("base64");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === SELF) await buildKernel();
