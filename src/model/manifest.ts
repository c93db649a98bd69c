/**
 * homotopy.json: what a model is, what its files are, how it was trained and how good it is. Field names are the file's own.
 * Nothing may be missing and nothing unknown may be there: a field that we would silently ignore is a field that lies.
 */
import * as z from "zod";
import { HomotopyError, messageOf } from "../core/errors";
import { FAMILIARITY_LEVELS } from "../core/metrics/familiarity";
import { networkSchema } from "./family/network";
import { WEIGHT_FORMATS } from "./onnx/weightFormat";

export const MANIFEST_FORMAT = "homotopy-model/1";
export const MANIFEST_FILE = "homotopy.json";
export const CARD_FILE = "README.md";
export const TOKENIZER_FILE = "tokenizer.json";
export const ENCODER_FILE = "encoder.onnx";
export const DECODER_FILE = "decoder.onnx";
export const DECODER_INIT_FILE = "decoder_init.onnx";
export const WEIGHTS_FILE = "weights.safetensors";
export const PRIOR_FILE = "prior.safetensors";
export const LEXICON_FILE = "words.txt";

/** The files that make up what a model with a latent space does; its package lists all of them. */
export const MODEL_FILES = [TOKENIZER_FILE, ENCODER_FILE, DECODER_FILE, DECODER_INIT_FILE] as const;
/** Those of a language model, whose states start at zero. */
const LANGUAGE_MODEL_FILES = [TOKENIZER_FILE, DECODER_FILE] as const;

const text = z.string().min(1);
const count = z.int().nonnegative();
const nats = z.number();
const share = z.number().min(0).max(1);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits");
/** A plain name: no folders, nothing hidden, nothing that a file system reads in a way of its own. */
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;
const fileName = z.string().regex(FILE_NAME, "expected a plain file name, without folders");

const fileSchema = z.strictObject({ name: fileName, bytes: count, sha256 });

const latentSchema = z
  .strictObject({
    /** 0 for a language model. */
    dimension: z.int().min(0).max(4096),
    /** Of the aggregate posterior, by dimension: the mean of the posterior means. */
    mean: z.array(z.number()),
    /** By dimension: the standard deviation of draws from the aggregate posterior. */
    deviation: z.array(z.number().nonnegative()),
    /** By dimension: the mean KL to the prior, in nats. */
    kl: z.array(z.number()),
  })
  .superRefine(({ dimension, ...statistics }, context) => {
    for (const [name, values] of Object.entries(statistics)) {
      if (values.length !== dimension) {
        context.addIssue({ code: "custom", path: [name], message: `expected ${dimension} numbers, one a dimension` });
      }
    }
  });

const vocabularySchema = z
  .strictObject({ size: z.int().min(5).max(1_000_000), bos: count, eos: count, unk: count, pad: count })
  .superRefine(({ size, ...ids }, context) => {
    for (const [name, id] of Object.entries(ids)) {
      if (id >= size) context.addIssue({ code: "custom", path: [name], message: `expected an id below ${size}` });
    }
  });

const stateSchema = z.strictObject({
  /** Input of the decoder and output of its initial graph; the decoder's output is `next_` and the name. */
  name: z.string().regex(/^state_\d+$/, "expected state_0, state_1, …"),
  /** A cache grows along "time"; every other axis but the batch is fixed. */
  shape: z.tuple([z.literal("batch")], z.union([z.int().positive(), z.literal("time")])),
});

const decoderSchema = z.strictObject({
  /** Whether sentences are written from their first token or from their last. */
  direction: z.enum(["forward", "backward"]),
  /** Whether it was trained to write from z alone: it reads of every word only that there is one. */
  inputless: z.boolean().optional(),
  states: z.array(stateSchema).min(1).max(256),
});

const corpusSchema = z.strictObject({
  name: text,
  license: text.optional(),
  source: text.optional(),
  sentences: count,
  tokens: count,
  validation_sentences: count.optional(),
});

const trainingSchema = z.strictObject({
  recipe: z.strictObject({
    preset: text.optional(),
    seed: z.int(),
    /** Every option of the run, as the trainer was given it. */
    options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  }),
  corpora: z.array(corpusSchema),
  /** Versions by name: homotopy, node, the tensor runtime … */
  software: z.record(z.string(), z.string()),
  device: text.optional(),
  steps: count,
  epochs: z.number().nonnegative().optional(),
  hours: z.number().nonnegative(),
});

/** All of them nats a sentence on held-out sentences, unless said. */
const metricsSchema = z.strictObject({
  /** How the numbers were got: data, tokens counted, estimator, samples. */
  protocol: text,
  sentences: count,
  tokens: count,
  /** Negative evidence lower bound: reconstruction + KL, an upper bound on the negative log-likelihood. */
  bound: nats,
  reconstruction: nats,
  kl: nats,
  active_units: count,
  /** −ln p(sentence) of a unigram model of the training tokens: what any model has to beat. */
  unigram_bound: nats.optional(),
  /** Importance-weighted estimate of the negative log-likelihood (Burda et al. 2016). */
  nll: z.strictObject({ value: nats, samples: z.int().positive() }).optional(),
  perplexity: z
    .strictObject({ with_eos: z.number(), without_eos: z.number(), from: z.enum(["nll", "bound"]).optional() })
    .optional(),
  mutual_information: z
    .strictObject({ full_set: nats, full_set_ceiling: nats, within_batch: nats, within_batch_ceiling: nats })
    .optional(),
  /** Share of sentences that greedy decoding from the posterior mean gives back unchanged. */
  exact_reconstruction: share.optional(),
  /** Corpus BLEU-4 of those. */
  bleu: share.optional(),
  /** The same by length in words; without `most` there is no limit. */
  by_length: z
    .array(
      z.strictObject({
        least: count,
        most: count.optional(),
        sentences: count,
        exact_reconstruction: share,
        bleu: share,
      }),
    )
    .optional(),
  /** Nats by which a sentence is written better with z from its posterior than with z from the prior. */
  latent_gain: nats.optional(),
  /** Sentences decoded greedily from draws of the prior: different n-grams over all, and BLEU-4 among themselves. */
  samples: z.strictObject({ count, distinct_1: share, distinct_2: share, self_bleu: share }).optional(),
  /** Of homotopies between sentences: how straight those are that leave their sentence, and the share that does not. */
  smoothness: z.strictObject({ pairs: count, mean: share.nullable(), still: share }).optional(),
});

/** What is said of a learned prior beside its file. */
const priorSchema = z.strictObject({
  components: z.int().positive(),
  /** Whose posteriors it was fitted to. */
  sentences: count,
  /** E_q[ln p(z)] over held-out posteriors, nats a sentence, and the same of N(0, I). */
  log_density: nats,
  standard_log_density: nats,
});

/** Of sentences that the model knows: quantiles at the levels of `core/metrics/familiarity.ts`. */
const quantiles = z.array(nats).length(FAMILIARITY_LEVELS.length);
const familiaritySchema = z.strictObject({
  /** Of ln p(μ) under the model's prior, over posterior means that the prior was not fitted to. */
  log_density: quantiles,
  /** Of ln p(x|μ) a token, end mark counted, over held-out sentences. */
  log_likelihood: quantiles.optional(),
});

/** What q(z|x) and p(z) are; "none" of both is a language model, which has neither encoder nor z. */
const familySchema = z.strictObject({
  posterior: z.enum(["gaussian", "none"]),
  /** "mixture": fitted to the aggregate posterior after training. */
  prior: z.enum(["gaussian", "mixture", "none"]),
});

export const manifestSchema = z
  .strictObject({
    format: z.literal(MANIFEST_FORMAT),
    name: z.string().regex(/^[^\p{Cc}/\\]{1,64}$/u, "expected 1 to 64 characters without slashes"),
    version: text,
    license: text,
    attribution: text,
    /** BCP 47. */
    language: text,
    family: familySchema,
    latent: latentSchema,
    vocabulary: vocabularySchema,
    /** Longest sentence in tokens, without begin and end marks. */
    max_tokens: z.int().min(1).max(100_000),
    decoder: decoderSchema,
    /** The network behind the graphs, if it is one of ours: with it and the weights, training can go on. */
    network: networkSchema.optional(),
    /** How its graphs keep the weights; without it as float32. */
    weight_format: z.enum(WEIGHT_FORMATS).optional(),
    files: z.array(fileSchema).max(64),
    prior: priorSchema.optional(),
    familiarity: familiaritySchema.optional(),
    training: trainingSchema,
    metrics: metricsSchema,
  })
  .superRefine(({ files, family, latent }, context) => {
    const without = [family.posterior === "none", family.prior === "none", latent.dimension === 0];
    if (new Set(without).size > 1) {
      const message =
        'a language model has "none" as posterior and prior and 0 dimensions, any other model none of these';
      context.addIssue({ code: "custom", path: ["family"], message });
    }
    const names = files.map((file) => file.name);
    const required = [...modelFiles({ latent }), ...(family.prior === "mixture" ? [PRIOR_FILE] : [])];
    for (const name of required.filter((each) => !names.includes(each))) {
      context.addIssue({ code: "custom", path: ["files"], message: `${name} is not listed` });
    }
    for (const name of names.filter((listed, index) => names.indexOf(listed) !== index)) {
      context.addIssue({ code: "custom", path: ["files"], message: `${name} is listed twice` });
    }
  });

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestFile = Manifest["files"][number];

/** Whether the model has an encoder and a latent space; one that has not is a language model. */
export function hasLatent({ latent }: { readonly latent: Pick<Manifest["latent"], "dimension"> }): boolean {
  return latent.dimension > 0;
}

/** The files that decide what the model does, all of which its package lists. */
export function modelFiles(manifest: Parameters<typeof hasLatent>[0]): readonly string[] {
  return hasLatent(manifest) ? MODEL_FILES : LANGUAGE_MODEL_FILES;
}

/**
 * Reads the text of a manifest. `where` names the file in errors.
 * @throws HomotopyError "bad-model" that names every missing, unknown and wrong field.
 */
export function parseManifest(json: string, where: string): Manifest {
  const value = parseJson(json, where);
  const result = manifestSchema.safeParse(value);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => problemsOf(issue, value));
  throw new HomotopyError(
    "bad-model",
    `The manifest is not a ${MANIFEST_FORMAT} manifest: ${problems.join("; ")}`,
    where,
    "mend these fields, or export the model again with this version of Homotopy",
  );
}

/** Whether a package may have a file of that name. */
export function isFileName(name: string): boolean {
  return FILE_NAME.test(name);
}

export function manifestJson(manifest: Manifest): string {
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function parseJson(json: string, where: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    const what = `The manifest is no JSON: ${messageOf(cause)}`;
    throw new HomotopyError("bad-model", what, where, "copy or export the model again", { cause });
  }
}

function problemsOf(issue: z.core.$ZodIssue, manifest: unknown): string[] {
  const path = issue.path.map(String);
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => `unknown field ${[...path, key].join(".")}`);
  const field = path.join(".") || "the whole file";
  return [valueAt(manifest, path) === undefined ? `missing field ${field}` : `field ${field}: ${issue.message}`];
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (held, key) =>
      typeof held === "object" && held !== null && Object.hasOwn(held, key) ? Reflect.get(held, key) : undefined,
    value,
  );
}
