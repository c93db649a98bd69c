/** What one experiment trains, and where it goes: everything that decides a model is in its name, so that runs can share it. */
import path from "node:path";
import { parseArgs } from "node:util";

export interface Settings {
  readonly train: readonly string[];
  readonly heldOut: readonly string[];
  readonly validation: string | undefined;
  readonly minutes: string;
  readonly judgeMinutes: string;
  readonly direction: string;
  readonly hidden: string;
  readonly embedding: string;
  readonly latent: string;
  readonly keep: string;
  readonly tokenizer: string;
  readonly vocabulary: string;
  readonly maxTokens: string;
  /** More flags of `homotopy train`, of the VAE alone and of all three models. */
  readonly vae: readonly string[];
  readonly all: readonly string[];
  readonly sentences: string;
  readonly words: string;
  readonly cut: string;
  readonly share: string;
  readonly length: string;
  readonly seed: string;
  readonly threads: string | undefined;
}

/** One training run: its name, and the flags of `homotopy train`. */
export interface Training {
  readonly name: string;
  readonly minutes: string;
  readonly flags: readonly string[];
}

/** Undefined without text: then there is only the table to write. */
export function readSettings(): Settings | undefined {
  const { values } = parseArgs({
    options: {
      train: { type: "string", multiple: true, default: [] },
      "held-out": { type: "string", multiple: true, default: [] },
      validation: { type: "string" },
      minutes: { type: "string", default: "30" },
      "judge-minutes": { type: "string" },
      direction: { type: "string", default: "right-to-left" },
      hidden: { type: "string", default: "256" },
      embedding: { type: "string", default: "128" },
      latent: { type: "string", default: "32" },
      keep: { type: "string", default: "0.7" },
      tokenizer: { type: "string", default: "bpe" },
      vocabulary: { type: "string", default: "8000" },
      "max-tokens": { type: "string", default: "40" },
      vae: { type: "string", default: "" },
      all: { type: "string", default: "" },
      sentences: { type: "string", default: "10000" },
      words: { type: "string", default: "5" },
      cut: { type: "string", default: "token" },
      share: { type: "string", default: "0.2" },
      length: { type: "string", default: "fixed" },
      seed: { type: "string", default: "1" },
      threads: { type: "string" },
    },
  });
  const {
    train,
    "held-out": heldOut,
    "judge-minutes": judgeMinutes,
    "max-tokens": maxTokens,
    vae,
    all,
    ...rest
  } = values;
  if (train.length === 0 && heldOut.length === 0) return undefined;
  if (train.length === 0 || heldOut.length === 0) throw new Error("Give both --train FILE and --held-out FILE");
  return {
    ...{ train, heldOut, maxTokens, judgeMinutes: judgeMinutes ?? rest.minutes, vae: split(vae), all: split(all) },
    ...{ ...rest, validation: rest.validation, threads: rest.threads },
  };
}

/** The training files' names: the folder of all that is trained on them. */
export function textName({ train }: Settings): string {
  return train.map((file) => path.basename(file).split(".")[0]).join("+");
}

/** Neither does word dropout nor latent size say anything of a language model: those with other settings share it. */
export function trainings(settings: Settings): Record<"vae" | "rnnlm" | "judge", Training> {
  const { minutes, judgeMinutes, direction, latent, keep, vae, seed } = settings;
  const language = ["--model-family", "rnnlm", "--keep", "1"];
  const order = direction === "right-to-left" ? "rtl" : "ltr";
  return {
    vae: training(settings, [`vae-${order}`, `z${latent}`, `k${keep}`, ...vae], minutes, [
      ...["--direction", direction, "--latent", latent, "--keep", keep, "--prior", "gaussian", ...vae],
      ...["--seed", seed],
    ]),
    rnnlm: training(settings, [`rnnlm-${order}`], minutes, [...language, "--direction", direction, "--seed", seed]),
    // Another seed and the other direction: it shares neither's habits.
    judge: training(settings, ["judge"], judgeMinutes, [...language, "--seed", String(Number(seed) + 1)]),
  };
}

function training(settings: Settings, name: readonly string[], minutes: string, flags: readonly string[]): Training {
  const { hidden, embedding, tokenizer, vocabulary, maxTokens, validation, threads, all, seed } = settings;
  const common = [
    `h${hidden}`,
    `e${embedding}`,
    `${tokenizer}${vocabulary}`,
    `t${maxTokens}`,
    ...all,
    `m${minutes}`,
    `s${seed}`,
  ];
  return {
    name: [...name, ...common]
      .join("-")
      .replaceAll(/[^\w.-]+/g, "")
      .replaceAll(/-{2,}/g, "-"),
    minutes,
    flags: [
      // A manifest's name has no room for all settings.
      ...[
        "--name",
        name[0],
        "--hidden",
        hidden,
        "--embedding",
        embedding,
        "--tokenizer",
        tokenizer,
        "--vocabulary",
        vocabulary,
      ],
      ...["--max-tokens", maxTokens, "--max-minutes", minutes, "--epochs", "1000", "--patience", "1000"],
      ...(validation === undefined ? [] : ["--validation", validation]),
      ...(threads === undefined ? [] : ["--threads", threads]),
      ...flags,
      ...all,
    ],
  };
}

function split(flags: string): string[] {
  return flags.split(" ").filter((word) => word !== "");
}
