/** Runs every `console` example of the README again and writes down what it prints now. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT, setUp } from "./setup.mjs";

setUp();
const readme = join(ROOT, "README.md");
const text = readFileSync(readme, "utf8");
const updated = text.replace(/```console\n\$ (.*)\n[^`]*```/g, (_, command) => {
  const output = execFileSync("bash", ["-c", command], { cwd: ROOT, encoding: "utf8" });
  return `\`\`\`console\n$ ${command}\n${output}\`\`\``;
});
writeFileSync(readme, updated);
