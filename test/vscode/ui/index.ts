/** The program that drives the workbench. */
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { runFiles } from "../mocha";
import { endSession } from "./session";

try {
  const { failed } = await runFiles(dirname(fileURLToPath(import.meta.url)));
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  await endSession();
}
