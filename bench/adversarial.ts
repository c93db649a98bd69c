/**
 * The adversarial evaluation of Bowman et al. 2015, §4.2, from nothing: trains a VAE, a language model and a judge on the same
 * text for equal minutes, lets the two impute the ends of held-out sentences, and writes the table of bench/README.md:
 *
 *   npm run bench:adversarial -- --train FILE… --held-out FILE… [--validation FILE] [--minutes 30] [--judge-minutes N]
 *       [--direction right-to-left] [--latent 32] [--keep 0.7] [--hidden 256] [--embedding 128] [--tokenizer bpe]
 *       [--vocabulary 8000] [--max-tokens 40] [--vae="--kl-weight 1 …"] [--all="--dropout 0.2 …"]
 *       [--sentences 10000] [--words 5] [--share 0.2] [--cut token] [--length fixed] [--seed 1] [--threads N]
 *
 * `--train`, `--held-out` are given once a file; `--vae` and `--all` are more flags of `homotopy train`. What is trained goes
 * into bench/results/adversarial and is not trained again; what was stopped goes on. Experiments that differ in the VAE alone
 * share language model and judge. Without text the table is written from what is there.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readSettings, type Settings, type Training, textName, trainings } from "./adversarial/settings";
import { resultSchema, studySchema, table } from "./adversarial/table";
import { homotopy } from "./homotopy";
import { replaceSection } from "./readme";

const RESULTS = path.join("bench", "results", "adversarial");
const README = path.join("bench", "README.md");
/** Beside the models' folders. */
const RESULT_SUFFIX = ".result.json";

async function main(): Promise<void> {
  const settings = readSettings();
  if (settings !== undefined) await experiment(settings);
  writeTable();
}

async function experiment(settings: Settings): Promise<void> {
  const folder = path.join(RESULTS, textName(settings));
  mkdirSync(folder, { recursive: true });
  const { vae, rnnlm, judge } = trainings(settings);
  for (const training of [rnnlm, judge, vae]) await train(settings, folder, training);
  const place = ({ name }: Training) => path.join(folder, name);
  const { length, cut, share, words, sentences } = settings;
  const name = `${place(vae)}.${length}-${cut}-${share}-${words}w`;
  await homotopy(
    [
      ...["adversarial", ...settings.heldOut],
      ...["--model", place(vae), "--baseline", place(rnnlm), "--judge", place(judge), "--length", length],
      ...["--cut", cut, "--share", share],
      ...["--sentences", sentences, "--words", words, "--seed", settings.seed],
      ...(settings.threads === undefined ? [] : ["--threads", settings.threads]),
      ...["--report", `${name}.md`, "--json"],
    ],
    `${name}.study.json`,
  );
  const study = studySchema.parse(JSON.parse(readFileSync(`${name}.study.json`, "utf8")));
  const { minutes, hidden, keep, vae: flags, all, seed } = settings;
  const result = {
    text: textName(settings),
    words,
    minutes,
    hidden,
    keep,
    more: [...flags, ...all].join(" "),
    seed,
    study,
  };
  writeFileSync(`${name}${RESULT_SUFFIX}`, `${JSON.stringify(result, undefined, 2)}\n`);
}

async function train(settings: Settings, folder: string, { name, minutes, flags }: Training): Promise<void> {
  const out = path.join(folder, name);
  if (existsSync(path.join(out, "homotopy.json"))) return;
  const resume = existsSync(path.join(`${out}.run`, "checkpoint.safetensors")) ? ["--resume"] : [];
  const call = ["train", ...settings.train, "--out", out, ...flags, ...resume];
  process.stdout.write(`${name}, ${minutes} minutes: homotopy ${call.join(" ")}\n`);
  await homotopy(call, `${out}.log`);
}

function writeTable(): void {
  mkdirSync(RESULTS, { recursive: true });
  const results = readdirSync(RESULTS, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(RESULT_SUFFIX))
    .sort()
    .map((name) => resultSchema.parse(JSON.parse(readFileSync(path.join(RESULTS, name), "utf8"))));
  const text = table(results);
  replaceSection(README, "adversarial", text);
  process.stdout.write(`${text}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
