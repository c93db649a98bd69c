/** Wrong calls, help and version: what needs no model. */
import { describe, expect, it } from "vitest";
import { version } from "../../package.json";
import { run } from "../../src/cli/main";
import { homotopy, linesOf } from "./command";

const COMMANDS = [
  "train",
  "plan",
  "read",
  "variants",
  "sharpen",
  "interpolate",
  "complete",
  "sample",
  "encode",
  "decode",
  "evaluate",
  "fit-prior",
  "gradients",
  "inspect",
  "pack",
  "unpack",
  "doctor",
];

/** A call within this process: what it would print, and its exit code. */
async function call(args: readonly string[]) {
  const printed: string[] = [];
  const warned: string[] = [];
  const code = await run(args, {
    print: (text) => void printed.push(text),
    warn: (line) => void warned.push(line),
    progress: () => undefined,
  });
  return { code, printed, warned };
}

describe("wrong calls end with 2 and one line on stderr", () => {
  it.each([
    [[], "No command"],
    [["--nonsense"], "unknown option '--nonsense'"],
    [["variant"], "unknown command 'variant'"],
    [["variants"], "missing required argument 'text'"],
    [["variants", "a", "b"], "too many arguments"],
    [["variants", "a", "--count", "0"], "whole number from 1 to 10000"],
    [["variants", "a", "--count", "2.5"], "whole number from 1 to 10000"],
    [["variants", "a", "--count", ""], "whole number from 1 to 10000"],
    [["variants", "a", "--count", "0x10"], "whole number from 1 to 10000"],
    [["variants", "a", "--spread", "-1"], "number from 0 to 100"],
    [["variants", "a", "--spread", "NaN"], "number from 0 to 100"],
    [["variants", "a", "--temperature"], "argument missing"],
    [["variants", "a", "--seed", "-1"], "whole number from 0"],
    [["variants", "a", "--seed", "4294967296"], "whole number from 0"],
    [["variants", "a", "--provider", "abacus"], "Allowed choices are auto"],
    [["interpolate", "a"], "missing required argument 'b'"],
    [["interpolate", "a", "b", "--steps", "1"], "whole number from 2"],
    [["interpolate", "a", "b", "--path", "crooked"], "Allowed choices are linear, spherical"],
    [["sharpen", "a", "--steps", "0"], "whole number from 1 to 1000"],
    [["complete", "a", "--method", "guess"], "Allowed choices are beam, icm"],
    [["sample", "--count", "many"], "whole number"],
    [["evaluate"], "missing required argument 'file'"],
    [["inspect", "a", "--model", "b"], "Two models"],
    [["train", "--out", "x"], "missing required argument"],
    [["train", "text.txt"], "required option '--out <dir>' not specified"],
    [["train", "text.txt", "--out", "x", "--preset", "huge"], "Allowed choices are small, base"],
    [["train", "text.txt", "--out", "x", "--keep", "1.5"], "number from 0 to 1"],
    [["train", "text.txt", "--out", "x", "--learning-rate", "0"], "above 0"],
    [["train", "text.txt", "--out", "x", "--max-minutes", "1e400"], "above 0"],
    [["train", "text.txt", "--out", "x", "--vocabulary", "10"], "whole number from 300"],
    [["train", "text.txt", "--out", "x", "--language", "plain English"], "no BCP 47 tag"],
  ])("homotopy %j", async (args, message) => {
    const { code, printed, warned } = await call(args);
    expect(code).toBe(2);
    expect(printed).toEqual([]);
    expect(warned).toEqual([expect.stringContaining(message)]);
    expect(warned[0]).toMatch(/^homotopy: /);
  });

  it("in a process of their own, too", async () => {
    const { code, stdout, stderr } = await homotopy(["variant", "a"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(linesOf(stderr)).toEqual(["homotopy: unknown command 'variant' (Did you mean variants?)"]);
  });
});

describe("help", () => {
  it("lists every command", async () => {
    const { code, stdout, stderr } = await homotopy(["--help"]);
    expect(code).toBe(0);
    expect(stderr).toBe("");
    const listed = [...stdout.matchAll(/^ {2}([a-z-]+) /gm)].map(([, name]) => name);
    expect(listed.filter((name) => COMMANDS.includes(name ?? ""))).toEqual(COMMANDS);
  });

  it.each(COMMANDS)("of %s shows its options and an example", async (name) => {
    const { code, printed } = await call([name, "--help"]);
    expect(code).toBe(0);
    expect(printed.join("\n")).toContain("--json");
    expect(printed.join("\n")).toMatch(new RegExp(`Examples:\\n {2}\\$ homotopy ${name}`));
  });

  it("tells the version", async () => {
    expect(await homotopy(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });
});
