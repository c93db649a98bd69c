/**
 * What the extension and its engine take for an inline completion, without VS Code: the engine's own time, a request of the
 * completer through the engine process, a hit of its cache, and how soon a request that nobody waits for stops.
 */
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { decodeByBeam } from "../../src/core/decoding/beam";
import { VERSION } from "../../src/core/version";
import { Explorer } from "../../src/engine/explorer";
import { OpenModel } from "../../src/engine/openModel";
import { defaultThreads } from "../../src/engine/session";
import { Completer, type CompleterServices } from "../../src/host/completions/completer";
import { type RunningEngine, startEngine } from "../../src/host/processes/engineProcess";
import { readPackage } from "../../src/model/package/read";

const MODEL = resolve("models", "english");
const BEAM = 5;
const WORDS = 12;
const RUNS = 60;
/** For a latent of a sentence that goes on for as long as is measured. */
const REST = "old man who has been living at the end of the street for a long time.";
const OPTIONS = { count: 3, words: 8, budgetMilliseconds: 100, minimumProbability: 0 };

export interface CompletingTimes {
  /** One beam from one latent, without the search for that latent and without rating what was found. */
  readonly decoder: readonly number[];
  readonly beam: readonly number[];
  readonly icm: readonly number[];
  readonly requested: readonly number[];
  readonly cached: readonly number[];
  /** From the cancellation to the end of the work, and what a token takes on the average. */
  readonly stopped: readonly number[];
  readonly token: readonly number[];
}

export async function completingTimes(): Promise<CompletingTimes> {
  const explorer = await Explorer.open(MODEL, { provider: "cpu", threads: defaultThreads() });
  const own = await ownTimes(explorer);
  await explorer.dispose();
  const decoder = await decoderTimes();
  const log = { info: () => undefined, warn: (line: string) => process.stderr.write(`${line}\n`) };
  const settings = { version: VERSION, provider: "cpu", threads: 0 };
  const engine = await startEngine({ entry: join("dist", "engine.js"), settings, log });
  try {
    return { decoder, ...own, ...(await requestTimes(engine)) };
  } finally {
    engine.stop();
  }
}

async function ownTimes(explorer: Explorer) {
  const [beam, icm, stopped, token]: number[][] = [[], [], [], []];
  for (let run = 0; run <= RUNS; run++) {
    const options = { count: BEAM - 1, beam: BEAM, words: WORDS };
    const byBeam = await timed(() => explorer.complete(beginning(run), { ...options, method: "beam" }));
    const byIcm = await timed(() => explorer.complete(beginning(run), { ...options, method: "icm" }));
    const stop = new AbortController();
    const work = explorer.complete(beginning(run), { ...options, method: "icm" }, stop.signal).catch(() => undefined);
    await sleep(2);
    stop.abort();
    const untilStopped = await timed(() => work);
    // The first of each warms up.
    if (run === 0) continue;
    beam.push(byBeam);
    icm.push(byIcm);
    stopped.push(untilStopped);
    token.push(byBeam / WORDS);
  }
  return { beam, icm, stopped, token };
}

async function decoderTimes(): Promise<readonly number[]> {
  const model = await OpenModel.open(await readPackage(MODEL), { provider: "cpu", threads: defaultThreads() });
  const times: number[] = [];
  for (let run = 0; run <= RUNS; run++) {
    const [tokens, whole] = await model.tokenizer.encodeBatch([beginning(run), `${beginning(run)} ${REST}`]);
    const [{ mean }] = await model.encoder.encode([whole]);
    const options = { width: BEAM, prefix: { tokens }, maxTokens: tokens.length + WORDS };
    const time = await timed(() => decodeByBeam(model.decoder, mean, 1, options));
    if (run > 0) times.push(time);
  }
  await model.dispose();
  return times;
}

async function requestTimes({ api }: RunningEngine) {
  const services: CompleterServices = {
    use: (work) => work(api),
    model: async () => MODEL,
    now: () => performance.now(),
    wait: (milliseconds) => sleep(milliseconds),
  };
  const completer = new Completer(services);
  const [requested, cached]: number[][] = [[], []];
  const { signal } = new AbortController();
  for (let run = 0; run <= RUNS; run++) {
    const request = { prefix: beginning(run), explicit: false, options: OPTIONS };
    const first = await timed(() => completer.suggest(request, signal));
    const again = await timed(() => completer.suggest(request, signal));
    completer.accepted();
    if (run === 0) continue;
    requested.push(first);
    cached.push(again);
  }
  return { requested, cached };
}

/** No two alike: the cache must not know them. */
function beginning(run: number): string {
  const subjects = ["She", "He", "Tom", "My brother", "The teacher", "Nobody", "Everyone", "A friend"];
  const verbs = [
    "opened the",
    "would like to",
    "went to the",
    "wanted to",
    "told me that",
    "could not",
    "has been",
    "saw a",
  ];
  return `${subjects[run % subjects.length]} ${verbs[Math.floor(run / subjects.length) % verbs.length]}`;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
