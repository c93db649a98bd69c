/** `npm start`: sets up, then shows what Homotopy does with the bundled model. Needs no display and no network. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ROOT, setUp } from "./setup.mjs";

const SHOWN = [
  ["Sentences near a sentence", ["variants", "She opened the door.", "--count", "30"]],
  [
    "The way from one sentence to another",
    ["interpolate", "She opened the door.", "They were waiting for the train.", "--adaptive"],
  ],
  ["A sentence completed", ["complete", "She wants to"]],
];

setUp();
for (const [title, args] of SHOWN) {
  console.log(`\n${title}\n$ node dist/cli.js ${args.map(quoted).join(" ")}\n`);
  const { status } = spawnSync(process.execPath, [join(ROOT, "dist", "cli.js"), ...args], {
    cwd: ROOT,
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}
console.log(`
Next:
  node dist/cli.js --help                                    all commands
  node dist/cli.js train FOLDER --out DIR --max-minutes 10   a model of your own text
  ${openEditor()}`);

/** With the extension of this folder: in the person's own VS Code, or in one that runs in a browser. */
function openEditor() {
  if (isOnPath("code")) return `${`code --extensionDevelopmentPath=${ROOT}`.padEnd(57)}  VS Code with the extension`;
  return `${"npm run editor".padEnd(57)}  VS Code with the extension, in a browser`;
}

function isOnPath(program) {
  const names = process.platform === "win32" ? [`${program}.cmd`, `${program}.exe`] : [program];
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.some((folder) => names.some((name) => existsSync(join(folder, name))));
}

function quoted(argument) {
  return /^[\w.-]+$/.test(argument) ? argument : JSON.stringify(argument);
}
