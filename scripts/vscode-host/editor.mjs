/**
 * `npm run editor [-- FOLDER]`: VS Code with this extension in a browser, for machines without a desktop VS Code. Listens on
 * 127.0.0.1 until Ctrl+C; settings and installed models stay in the profile between runs.
 */
import { existsSync, rmSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { ROOT, setUp } from "../setup.mjs";
import { installHost } from "./install.mjs";
import { createProfile, startServer } from "./server.mjs";

const FIXED_PORT = 8123;

setUp();
const folder = resolve(process.argv[2] ?? ROOT);
try {
  const host = installHost();
  const profile = createProfile({}, join(ROOT, "node_modules", ".cache", "editor"));
  const link = join(profile.extensions, "homotopy.homotopy-development");
  rmSync(link, { force: true });
  if (!existsSync(link)) symlinkSync(ROOT, link, "junction");
  const server = await startServer(host, profile, { port: FIXED_PORT });
  console.log(`VS Code with Homotopy: ${server.url}/?folder=${encodeURIComponent(folder)}\nCtrl+C ends it.`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
