/**
 * The README of a package. Its pictures are left out: the page that VS Code shows of an extension draws none but those of the
 * web, and this one fetches nothing; the walkthrough has them.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const PICTURE = /^!\[[^\]]*\]\([^)]*\)\n\n/gm;

/** @param {string} root */
export function packagedReadme(root) {
  return readFileSync(join(root, "README.md"), "utf8").replace(PICTURE, "");
}
