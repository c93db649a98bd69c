/** What the trainer knows, as the parts of a model package. */
import path from "node:path";
import { VERSION } from "../core/version";
import type { NetworkConfig } from "../model/family/network";
import type { Manifest } from "../model/manifest";
import { exportPackage } from "../model/package/export";
import { tfVersion } from "./backend";
import type { RunPosition } from "./checkpoint";
import type { Corpus } from "./corpus/prepare";
import type { TrainingOptions } from "./options";
import type { ParameterStore } from "./parameters";
import type { Run } from "./run";
import type { Validation } from "./validate";

export interface PublishRequest {
  /** The package's folder. */
  readonly directory: string;
  readonly options: TrainingOptions;
  readonly network: NetworkConfig;
  readonly corpus: Corpus;
  readonly store: ParameterStore;
  readonly validation: Validation;
  readonly engine: string;
  readonly position: RunPosition;
}

/** Exports the weights in the store. A full disk or a kill leaves the package that was there before. */
export async function publish(request: PublishRequest): Promise<Manifest> {
  const { options, network, corpus, store, validation } = request;
  return exportPackage({
    directory: request.directory,
    config: network,
    weights: store.weights(),
    tokenizer: corpus.tokenizer,
    includeWeights: options.includeWeights,
    manifestParts: {
      name: options.name ?? nameFromFolder(options.out),
      version: "1.0.0",
      license: options.license,
      attribution: options.attribution,
      language: options.language,
      max_tokens: options.maxTokens,
      latent: {
        mean: [...validation.latent.mean],
        deviation: [...validation.latent.deviation],
        kl: [...validation.latent.kl],
      },
      training: training(request),
      metrics: {
        protocol: `${measuredOn(options)} ${PROTOCOL}`,
        sentences: validation.sentences,
        tokens: validation.tokens,
        bound: validation.bound,
        reconstruction: validation.reconstruction,
        kl: validation.kl,
        active_units: validation.activeUnits,
        unigram_bound: corpus.statistics.unigram,
      },
    },
  });
}

/** What `publish` needs of a run. */
export function published(
  { options, network, corpus, engine }: Run,
  position: RunPosition,
  validation: Validation,
): Omit<PublishRequest, "directory"> {
  return { options, network, corpus, store: engine.parameters, validation, engine: engine.name, position };
}

const PROTOCOL =
  "Bound: reconstruction + KL at KL weight 1, one draw of z a sentence, nats a sentence, end mark counted. " +
  "Active units: Var μ > 0.01. Unigram: add-one counts of the training tokens.";

function measuredOn({ validation }: TrainingOptions): string {
  if (validation === undefined) return "Held-out sentences of the training sources.";
  return `Sentences of ${path.basename(validation)}, held out by the person who ran the training.`;
}

function training({ options, corpus, engine, position }: PublishRequest): Manifest["training"] {
  const { sources, validation, out, resume, ...recipe } = options;
  const { statistics } = corpus;
  return {
    recipe: { preset: options.preset, seed: options.seed, options: plain(recipe) },
    corpora: [
      {
        name: sources.map((source) => path.basename(source)).join(", "),
        license: options.license,
        sentences: statistics.sentences,
        tokens: statistics.tokens,
        validation_sentences: statistics.validationSentences,
      },
    ],
    software: { homotopy: VERSION, node: process.versions.node, tfjs: tfVersion() },
    device: engine,
    steps: position.step,
    epochs: position.epoch,
    hours: position.elapsed / 3600,
  };
}

/** The options that are set, as the manifest keeps them. */
function plain(recipe: Readonly<Record<string, unknown>>): Record<string, string | number | boolean> {
  return Object.fromEntries(
    Object.entries(recipe).flatMap(([key, value]) =>
      typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [[key, value]] : [],
    ),
  );
}

/** A name that the manifest accepts. */
function nameFromFolder(out: string): string {
  const name = path
    .basename(path.resolve(out))
    .replace(/[^A-Za-z0-9._ -]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "");
  return name.slice(0, 64) || "model";
}
