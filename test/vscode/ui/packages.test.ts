/** The engine out of both packages, installed where no other copy of its libraries can be found. */
import { deepStrictEqual, match } from "node:assert";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import { version } from "../../../package.json";
import { createProfile, installExtension } from "../../../scripts/vscode-host/server.mjs";
import { type RunningEngine, startEngine } from "../../../src/host/processes/engineProcess";
import { session } from "./session";

const SETTINGS = { version, provider: "cpu", threads: 1 } as const;
const OPTIONS = { seed: 1, count: 20, spread: 1, temperature: 0 };

describe("packages", () => {
  const profiles: ReturnType<typeof createProfile>[] = [];
  const running: RunningEngine[] = [];
  let native: Package;
  let universal: Package;
  before(async () => {
    native = await start(process.env.HOMOTOPY_TEST_VSIX);
    universal = await start(process.env.HOMOTOPY_TEST_UNIVERSAL);
  });
  after(() => {
    for (const engine of running) engine.stop();
    for (const profile of profiles) profile.remove();
  });

  interface Package {
    readonly engine: RunningEngine;
    readonly model: string;
  }

  async function start(vsix = ""): Promise<Package> {
    const { host } = await session();
    const profile = createProfile();
    profiles.push(profile);
    installExtension(host, profile, vsix);
    const name = readdirSync(profile.extensions).find((entry) => entry.startsWith("homotopy.")) ?? "";
    const folder = join(profile.extensions, name);
    const log = { info: () => undefined, warn: (line: string) => process.stderr.write(`${line}\n`) };
    const engine = await startEngine({ entry: join(folder, "dist", "engine.js"), settings: SETTINGS, log });
    running.push(engine);
    return { engine, model: join(folder, "models", "english") };
  }

  it("bring the runtime that their platform has", async () => {
    match((await native.engine.api.diagnose()).runtime, /^onnxruntime-node /);
    match((await universal.engine.api.diagnose()).runtime, /^onnxruntime-web /);
  });

  it("give the same variants, path and completions", async () => {
    const results = async ({ engine: { api }, model }: Package) => ({
      variants: (await api.variants(model, "She opened the door.", OPTIONS)).variants.map(({ text }) => text),
      path: (await api.interpolate(model, "I am very tired.", "Where did you go?", { steps: 9 })).steps.map(
        ({ text }) => text,
      ),
      completions: (
        await api.complete(model, "I would like to", { method: "beam", count: 3, beam: 5 })
      ).completions.map(({ text }) => text),
    });
    deepStrictEqual(await results(universal), await results(native));
  });
});
