/**
 * `npm run package [-- --target linux-x64]`: packs the extension for every platform, or for some, into dist/vsix. Each
 * package is put together in a folder of its own, packed offline by vsce, and its list of files checked.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ROOT, setUp } from "./setup.mjs";

const OUTPUT = join(ROOT, "dist", "vsix");
const MEBIBYTE = 2 ** 20;
/** A person waits for the download. */
const LARGEST_MEBIBYTES = 45;
/** The manifest's parts that are about this folder. */
const OWN = ["private", "scripts", "bin", "dependencies", "devDependencies", "optionalDependencies"];

/** Packs for `target`; returns the packed file and its size in bytes. Throws with every fault of its contents. */
export async function packageFor(target) {
  const { UNIVERSAL, runtimeFiles } = await import("./package/targets.mjs");
  const { faultsOf } = await import("./package/contents.mjs");
  const { createVSIX, listFiles, PackageManager } = await import("@vscode/vsce");
  const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const folder = mkdtempSync(join(tmpdir(), "homotopy-package-"));
  const vsix = join(OUTPUT, `${manifest.name}-${manifest.version}-${target}.vsix`);
  try {
    const own = await listFiles({ cwd: ROOT, packageManager: PackageManager.None });
    await fill(folder, manifest, own, runtimeFiles(target));
    mkdirSync(OUTPUT, { recursive: true });
    const platform = target === UNIVERSAL ? {} : { target };
    await createVSIX({ ...platform, ...OFFLINE, cwd: folder, packagePath: vsix });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const faults = await faultsOf(vsix, target);
  const { size } = statSync(vsix);
  if (size > LARGEST_MEBIBYTES * MEBIBYTE) faults.push(`it is larger than ${LARGEST_MEBIBYTES} MiB`);
  if (faults.length > 0) throw new Error(`The package for ${target} is not right:\n  ${faults.join("\n  ")}`);
  return { vsix, size };
}

const OFFLINE = { dependencies: false, allowMissingRepository: true, rewriteRelativeLinks: false };

/** `own`: paths in this folder; `runtime`: paths under node_modules. */
async function fill(folder, manifest, own, runtime) {
  const { thirdPartyNotices } = await import("./package/notices.mjs");
  const { packagedReadme } = await import("./package/readme.mjs");
  for (const file of own) copy(join(ROOT, file), join(folder, file));
  for (const file of runtime) copy(join(ROOT, "node_modules", file), join(folder, "dist", "node_modules", file));
  writeFileSync(join(folder, "README.md"), packagedReadme(ROOT));
  const packed = Object.fromEntries(Object.entries(manifest).filter(([key]) => !OWN.includes(key)));
  // Everything that was put here: vsce warns where nothing says so.
  writeFileSync(join(folder, ".vscodeignore"), "");
  writeFileSync(join(folder, "package.json"), JSON.stringify(packed, null, 2));
  const scripts = own.filter((file) => /^dist\/.*\.js$/.test(file)).map((file) => join(ROOT, file));
  writeFileSync(join(folder, "dist", "THIRD-PARTY-NOTICES.txt"), thirdPartyNotices(scripts, runtime));
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}

async function main() {
  setUp();
  const { TARGETS } = await import("./package/targets.mjs");
  const { target = TARGETS } = parseArgs({ options: { target: { type: "string", multiple: true } } }).values;
  const unknown = target.filter((name) => !TARGETS.includes(name));
  if (unknown.length > 0) throw new Error(`There is no target ${unknown.join(", ")}, only ${TARGETS.join(", ")}`);
  for (const name of target) {
    const { vsix, size } = await packageFor(name);
    console.log(`${name.padEnd(13)}${(size / MEBIBYTE).toFixed(1).padStart(6)} MiB  ${relative(ROOT, vsix)}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main().catch((error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
