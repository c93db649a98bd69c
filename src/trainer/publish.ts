/** What the trainer knows, as the parts of a model package. */
import path from "node:path";
import { VERSION } from "../core/version";
import { isLanguageModel, type NetworkConfig } from "../model/family/network";
import type { Manifest } from "../model/manifest";
import { exportPackage } from "../model/package/export";
import type { LearnedPrior } from "../model/package/prior";
import type { Storage } from "../model/package/storage";
import { tfVersion } from "./backend";
import type { RunPosition } from "./checkpoint";
import type { Corpus } from "./corpus/prepare";
import { type Base, lexiconWithBase } from "./finetuning/base";
import { corporaWithBase, withBase } from "./finetuning/credits";
import type { TrainingOptions } from "./options";
import type { ParameterStore } from "./parameters";
import type { Run } from "./run";
import type { InformationEstimates, Validation } from "./validate";

export interface PublishRequest {
  /** The package's folder. */
  readonly directory: string;
  readonly options: TrainingOptions;
  /** Of the model that the run started from. */
  readonly base: Base | undefined;
  readonly network: NetworkConfig;
  readonly corpus: Corpus;
  readonly store: ParameterStore;
  readonly validation: Validation;
  readonly engine: string;
  readonly position: RunPosition;
  /** Default: N(0, I). */
  readonly prior?: LearnedPrior | undefined;
  readonly storage?: Storage | undefined;
}

/** Exports the weights in the store. A full disk or a kill leaves the package that was there before. */
export async function publish(request: PublishRequest): Promise<Manifest> {
  const { options, network, corpus, store, validation } = request;
  return exportPackage({
    directory: request.directory,
    config: network,
    weights: store.weights(),
    tokenizer: corpus.tokenizer,
    lexicon: lexiconWithBase(corpus.lexicon, request.base),
    includeWeights: options.includeWeights,
    prior: request.prior,
    ...(request.storage && { storage: request.storage }),
    inputless: options.keep === 0,
    manifestParts: {
      name: options.name ?? nameFromFolder(options.out),
      version: "1.0.0",
      ...withBase(options, request.base),
      language: options.language,
      max_tokens: options.maxTokens,
      latent: {
        mean: [...validation.latent.mean],
        deviation: [...validation.latent.deviation],
        kl: [...validation.latent.kl],
      },
      training: training(request),
      metrics: {
        protocol: `${measuredOn(options)} ${isLanguageModel(network) ? LANGUAGE_MODEL_PROTOCOL : PROTOCOL}`,
        sentences: validation.sentences,
        tokens: validation.tokens,
        bound: validation.bound,
        reconstruction: validation.reconstruction,
        kl: validation.kl,
        active_units: validation.activeUnits,
        unigram_bound: corpus.statistics.unigram,
        ...(validation.information && { mutual_information: inManifest(validation.information) }),
      },
    },
  });
}

/** What `publish` needs of a run. */
export function published(
  { options, base, network, corpus, engine }: Run,
  position: RunPosition,
  validation: Validation,
): Omit<PublishRequest, "directory"> {
  return { options, base, network, corpus, store: engine.parameters, validation, engine: engine.name, position };
}

function inManifest(information: InformationEstimates): Manifest["metrics"]["mutual_information"] {
  return {
    full_set: information.fullSet,
    full_set_ceiling: information.fullSetCeiling,
    within_batch: information.withinBatch,
    within_batch_ceiling: information.withinBatchCeiling,
  };
}

const LANGUAGE_MODEL_PROTOCOL =
  "Bound: −ln p(x), exact, nats a sentence, end mark counted. Unigram: add-one counts of the training tokens.";

const PROTOCOL =
  "Bound: reconstruction + KL at KL weight 1, one draw of z a sentence, nats a sentence, end mark counted. " +
  "Active units: Var μ > 0.01. Mutual information: one draw of z a sentence, over the full set (of more than 2,000 sentences " +
  "over 2,000) and within batches of 32. Unigram: add-one counts of the training tokens.";

function measuredOn({ validation }: TrainingOptions): string {
  if (validation === undefined) return "Held-out sentences of the training sources.";
  return `Sentences of ${path.basename(validation)}, held out by the person who ran the training.`;
}

function training({ options, base, corpus, engine, position }: PublishRequest): Manifest["training"] {
  const { sources, validation, out, resume, from, ...recipe } = options;
  const { statistics } = corpus;
  return {
    recipe: {
      preset: options.preset,
      seed: options.seed,
      options: plain({ ...recipe, ...(base && { from: base.model }) }),
    },
    corpora: corporaWithBase(
      {
        name: sources.map((source) => path.basename(source)).join(", "),
        license: options.license,
        sentences: statistics.sentences,
        tokens: statistics.tokens,
        validation_sentences: statistics.validationSentences,
      },
      base,
    ),
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
