/** Engine and trainer out of both packages, installed where no other copy of their libraries can be found. */
import { deepStrictEqual, match, strictEqual } from "node:assert";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import { version } from "../../../package.json";
import { createProfile, installExtension } from "../../../scripts/vscode-host/server.mjs";
import { type RunningEngine, startEngine } from "../../../src/host/processes/engineProcess";
import { PRESETS } from "../../../src/trainer/options";
import { startPlan } from "../../../src/trainer/plan/start";
import { startTrainer } from "../../../src/trainer/runs/start";
import { runStatus } from "../../../src/trainer/runs/status";
import { until } from "../wait";
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
    readonly trainer: string;
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
    return { engine, model: join(folder, "models", "english"), trainer: join(folder, "dist", "trainer.js") };
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

  it("plan and train anew, and learn the same vocabulary", async () => {
    const folder = mkdtempSync(join(tmpdir(), "homotopy-packages-"));
    const text = join(folder, "text.txt");
    writeFileSync(text, prose());
    const train = async ({ trainer: script }: Package, name: string) => {
      const options = { ...SMALL, sources: [text], out: join(folder, name) };
      const { sources, out, hidden, embedding, latent, vocabulary } = options;
      const chosen = { hidden, embedding, latent, vocabulary };
      const plan = await startPlan({ sources, out, chosen }, () => undefined, new AbortController().signal, { script });
      const [way] = plan.ways;
      const { directory } = await startTrainer({ options }, { script });
      const { last } = await until(
        "the end of the training",
        async () => {
          const status = await runStatus(directory);
          return status?.state === "running" || status?.state === undefined ? undefined : status;
        },
        2 * 60_000,
      );
      return { way: way?.way, engine: way?.engine ?? "", reason: last.done?.reason, error: last.error };
    };
    try {
      const [own, everywhere] = [await train(native, "own"), await train(universal, "everywhere")];
      for (const { way, reason, error } of [own, everywhere]) {
        deepStrictEqual({ way, reason, error }, { way: "anew", reason: "finished", error: undefined });
      }
      match(own.engine, /compiled/);
      match(everywhere.engine, /eager/);
      const vocabulary = (name: string) => readFileSync(join(folder, name, "tokenizer.json"), "utf8");
      strictEqual(vocabulary("everywhere"), vocabulary("own"));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }).timeout(5 * 60_000);
});

/** A network that a slow machine trains in seconds. */
const SMALL = {
  ...PRESETS.small,
  hidden: 16,
  embedding: 16,
  latent: 4,
  vocabulary: 400,
  epochs: 2,
  prior: "gaussian",
  autoencoder: 0,
} as const;

function prose(): string {
  const [people, deeds] = [
    ["A sailor", "The teacher", "My sister"],
    ["mended", "painted", "forgot", "carried"],
  ];
  const things = ["door", "letter", "boat", "bottle", "gate", "umbrella", "lantern"];
  const places = ["by the harbour", "in the kitchen", "under the bridge", "behind the church"];
  return people
    .flatMap((who) =>
      deeds.flatMap((did) => things.flatMap((what) => places.map((at) => `${who} ${did} the ${what} ${at}.`))),
    )
    .join("\n");
}
