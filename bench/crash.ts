/**
 * Whether training is as trustworthy as saving a file:
 *
 *   npm run bench:crash -- [--kills 200] [--seed 1]
 *
 * Trains a tiny model in processes of their own and kills each with SIGKILL: at random moments, while it writes a checkpoint,
 * while it exports over an older model, while it tidies up. Then goes on with the run, and checks what is left. Prints each
 * kill, and at the end `N kills, N lost, N corrupt`; exits with 1 unless nothing was.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { campaign } from "./crash/campaign";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
});

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "homotopy-crash-"));
  try {
    const { kills, finished, reads, lost, corrupt } = await campaign({
      folder,
      script: path.join(__dirname, "trainer.js"),
      kills: Number(values.kills),
      seed: Number(values.seed),
      tell: (line) => console.log(line),
    });
    for (const fault of corrupt) console.log(`corrupt: ${fault}`);
    console.log(`${finished} runs came to their end; the package was read ${reads} times meanwhile`);
    console.log(`${kills} kills, ${lost.length} lost, ${corrupt.length} corrupt`);
    process.exitCode = lost.length + corrupt.length === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
