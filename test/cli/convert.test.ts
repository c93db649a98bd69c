/** `convert`: a model in fewer bytes, as a person would. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeExample } from "../model/package/examplePackage";
import { homotopy } from "./command";

const folder = mkdtempSync(join(tmpdir(), "homotopy-convert-"));
const [model, small] = ["model", "small"].map((name) => join(folder, name));
beforeAll(() => writeExample(model));
afterAll(() => rmSync(folder, { recursive: true }));

describe("convert", () => {
  it("writes the model with smaller weights, which inspect tells", async () => {
    const { code, stdout } = await homotopy(["convert", model, "--weights", "float16", "--out", small, "--json"]);
    const told = JSON.parse(stdout);
    expect({ code, told }).toMatchObject({ code: 0, told: { weights: "float16", out: small } });
    expect(told.bytes).toBeLessThan(told.before);
    expect((await homotopy(["inspect", small])).stdout).toMatch(/^weights\s+float16$/m);
  });

  it("says so to people", async () => {
    const { stdout } = await homotopy(["convert", model, "--weights", "int8", "--out", small]);
    expect(stdout).toMatch(/^example@\w+ in .*small: [\d,]+ bytes instead of [\d,]+\n$/);
  });

  it.each([
    [["--weights", "int3", "--out", "x"], 2, "Allowed choices are float32, float16, int8, int4"],
    [["--out", "x"], 2, "required option '--weights <format>' not specified"],
    [["--weights", "int8"], 2, "required option '--out <dir>' not specified"],
  ])("refuses %j", async (args, code, message) => {
    const before = readdirSync(folder);
    const outcome = await homotopy(["convert", model, ...args], { cwd: folder });
    expect(outcome).toMatchObject({ code, stdout: "", stderr: expect.stringContaining(message) });
    expect(readdirSync(folder)).toEqual(before);
  });
});
