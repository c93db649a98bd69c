/** `pack` and `unpack`: a model out as one file and in again, as a person would. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packPackage } from "../../src/model/package/transfer/pack";
import { writeExample } from "../model/package/examplePackage";
import { contentsOf } from "../model/package/folders";
import { homotopy } from "./command";

const folder = mkdtempSync(join(tmpdir(), "homotopy-pack-"));
const inside = (name: string) => join(folder, name);
const [model, archive] = [inside("model"), inside("example.homotopy.zip")];
const NAME = expect.stringMatching(/^example@[0-9a-f]{16}$/);

beforeAll(async () => {
  await writeExample(model);
  await packPackage(model, archive);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("pack and unpack", () => {
  it("give the model back, and say so to programs", async () => {
    const packed = await homotopy(["pack", model, "--out", archive, "--json"]);
    const bytes = readFileSync(archive).length;
    expect(packed).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(packed.stdout)).toEqual({ model: NAME, file: archive, bytes });
    const out = inside("copy");
    const unpacked = await homotopy(["unpack", archive, "--out", out, "--json"]);
    expect(JSON.parse(unpacked.stdout)).toEqual({ model: NAME, out, files: 5 });
    expect(await contentsOf(out)).toEqual(await contentsOf(model));
  });

  it("say so to people", async () => {
    expect((await homotopy(["pack", model, "--out", inside("again.zip")])).stdout).toMatch(
      /^example@\w+ in .*again\.zip, [\d,]+ bytes\n$/,
    );
    expect((await homotopy(["unpack", inside("again.zip"), "--out", inside("told")])).stdout).toMatch(
      /^example@\w+ in .*told, 5 files\n$/,
    );
  });

  it("names the archive after the model where nothing is said", async () => {
    const { stdout } = await homotopy(["pack", model, "--json"], { cwd: folder });
    expect(JSON.parse(stdout)).toMatchObject({ file: archive });
  });

  it.each([
    [["pack", "MODEL", "--out", "notes.txt"], 2, "An archive's name has to end in .zip (notes.txt)"],
    [["pack", "nothing"], 1, "There is no model nothing"],
    [["unpack", "MODEL"], 2, "required option '--out <dir>' not specified"],
    [["unpack", "nothing.zip", "--out", "x"], 1, "There is no such file or folder"],
    [["unpack", "TEXT", "--out", "x"], 1, "This is no model archive, or it is damaged"],
    [["unpack", "ARCHIVE", "--out", "MODEL"], 1, "There is a model already"],
  ])("refuse %j", async (args, code, message) => {
    const text = inside("text.zip");
    writeFileSync(text, "no zip");
    const before = readdirSync(folder);
    const places: Readonly<Record<string, string>> = { MODEL: model, ARCHIVE: archive, TEXT: text };
    const outcome = await homotopy(
      args.map((arg) => places[arg] ?? arg),
      { cwd: folder },
    );
    expect(outcome).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
    expect(outcome.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(before);
  });
});
