import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../trainer/corpus/temporaryFolder";
import { homotopy, linesOf } from "./command";

const folder = temporaryFolder();

describe("read", () => {
  it("reports what training would read, and what not and why", async () => {
    await folder.write({
      "a.md": "# Title\n\nOne sentence. And a second one.\n\nMail a@b.cd.\n",
      "b.png": "x",
      "c.ts": "// A comment of mine.\n",
    });
    const { code, stdout, stderr } = await homotopy(["read", folder.path()]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/read +1 file, /);
    expect(stdout).toMatch(/sentences +2 sentences, about \d+ tokens/);
    expect(stdout).toMatch(/with an e-mail address +1/);
    expect(stdout).toContain(`source code, which is read only on request  1  ${folder.path("c.ts")}`);
    const json = await homotopy(["read", folder.path(), "--json", "--code", "--keep-secrets", "--exclude", "*.png"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      files: 2,
      sentences: 4,
      dropped: {},
      skipped: [{ reason: "excluded", count: 1 }],
    });
  });

  it("prints the sentences, the report beside them", async () => {
    await folder.write({ "a.md": "One sentence. And a second one.\n", "b.log": "A third.\n", "c.txt": "A fourth.\n" });
    const call = ["read", folder.path(), "--sentences", "--include", "*.md", "--include", "*.log"];
    const { stdout, stderr } = await homotopy(call);
    expect(linesOf(stdout)).toEqual(["One sentence.", "And a second one.", "A third."]);
    expect(stderr).toMatch(/not included +1/);
    const lines = linesOf((await homotopy([...call, "--json"])).stdout).map((line): unknown => JSON.parse(line));
    expect(lines[2]).toEqual({ path: folder.path("b.log"), text: "A third." });
    expect(lines[3]).toMatchObject({ sentences: 3 });
  });

  it("names a folder that is not there", async () => {
    const { code, stderr } = await homotopy(["read", folder.path("nothing")]);
    expect(code).toBe(1);
    expect(linesOf(stderr)).toHaveLength(1);
    expect(stderr).toContain(folder.path("nothing"));
  });
});
