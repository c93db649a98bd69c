import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../trainer/corpus/temporaryFolder";
import { homotopy, linesOf } from "./command";

const folder = temporaryFolder();
const SMALL = ["--hidden", "16", "--embedding", "8", "--latent", "4", "--vocabulary", "300", "--epochs", "2"];

describe("plan", () => {
  it("shows text, time and memory, and what does not fit the bundled model", async () => {
    const names = ["Anna", "Peter", "Maria", "The doctor"];
    const lines = Array.from({ length: 60 }, (_, n) => `${names[n % 4]} walked to the market with ${n + 2} friends.`);
    await folder.write({ "a.txt": lines.join("\n"), "b.png": "x" });
    const { code, stdout } = await homotopy(["plan", folder.path(), ...SMALL]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/1 file, 0 MB: 60 different sentences; en 100 %/);
    expect(stdout).toMatch(/not a kind of file that holds text +1 .*b\.png/);
    expect(stdout).toMatch(/to learn from +54 sentences\n/);
    expect(stdout).toMatch(/steps +2 in 2 epochs\n/);
    expect(stdout).toMatch(/--hidden 16 goes against the base model/);
    expect(stdout).toMatch(/note: 60 sentences: too little to learn from; add more text/);
  });

  it("refuses a network that is not the base model's, as train does", async () => {
    await folder.write({ "a.txt": "One sentence.\n" });
    for (const command of ["plan", "train"]) {
      const call = [command, folder.path(), "--out", folder.path("m"), "--from", "english", "--hidden", "16"];
      const { code, stderr } = await homotopy(call);
      expect(code).toBe(2);
      expect(linesOf(stderr).at(-1)).toContain("--hidden 16 goes against the base model, which has 512");
    }
  });
});
