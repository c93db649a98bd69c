/** The bench that kills trainers (`npm run bench:crash`), with a few kills. */
import path from "node:path";
import { expect, it } from "vitest";
import { campaign } from "../../../bench/crash/campaign";
import { temporaryFolder } from "../corpus/temporaryFolder";

const script = path.join(__dirname, "..", "..", "..", "dist", "trainer.js");
const folder = temporaryFolder();

it("loses nothing and corrupts nothing when it is killed", async () => {
  const told: string[] = [];
  const tell = (line: string): void => void told.push(line);
  const outcome = await campaign({ folder: folder.path(), script, kills: 4, seed: 3, tell });
  expect(outcome, told.join("\n")).toMatchObject({ kills: 4, lost: [], corrupt: [] });
  expect(outcome.reads).toBeGreaterThan(4);
}, 300_000);
