/** The licences of everything in a package that others wrote. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../setup.mjs";

const PACKAGE = /node_modules\/((?:@[^/]+\/)?[^/]+)\//;
const LICENCE_FILE = /^(licen[cs]e|copying|notice|thirdpartynotices?)(\b|\.|$)/i;

/**
 * One text for all packages. What is bundled is read from the bundles' source maps.
 * @param {readonly string[]} bundles scripts of dist/, each with its map beside it
 * @param {readonly string[]} files paths under node_modules that are packed as they are
 */
export function thirdPartyNotices(bundles, files) {
  const bundled = bundles.flatMap((bundle) => JSON.parse(readFileSync(`${bundle}.map`, "utf8")).sources);
  const paths = [...bundled, ...files.map((file) => `node_modules/${file}`)];
  const names = new Set(paths.map((path) => PACKAGE.exec(path)?.[1]).filter(Boolean));
  return [...names]
    .sort()
    .map(notice)
    .join(`\n${"-".repeat(80)}\n\n`);
}

function notice(name) {
  const folder = join(ROOT, "node_modules", name);
  const { version, license, author, homepage, repository } = JSON.parse(readFileSync(join(folder, "package.json")));
  const by = typeof author === "object" ? author.name : author;
  const from = homepage ?? repository?.url ?? repository;
  const head = [`${name} ${version}`, license, by, from].filter(Boolean).join("\n");
  const texts = licenceFiles(folder).map((file) => readFileSync(join(folder, file), "utf8").trim());
  return [head, ...texts].join("\n\n").concat("\n");
}

function licenceFiles(folder) {
  return existsSync(folder) ? readdirSync(folder).filter((file) => LICENCE_FILE.test(file)) : [];
}
