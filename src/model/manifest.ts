/**
 * homotopy.json: what a model is, what its files are, how it was trained and how good it is. Field names are the file's own.
 * Nothing may be missing and nothing unknown may be there: a field that we would silently ignore is a field that lies.
 */
import { z } from "zod";
import { HomotopyError, messageOf } from "../core/errors";
import { networkSchema } from "./family/network";

export const MANIFEST_FORMAT = "homotopy-model/1";
export const MANIFEST_FILE = "homotopy.json";
export const CARD_FILE = "README.md";
export const TOKENIZER_FILE = "tokenizer.json";
export const ENCODER_FILE = "encoder.onnx";
export const DECODER_FILE = "decoder.onnx";
export const DECODER_INIT_FILE = "decoder_init.onnx";
export const WEIGHTS_FILE = "weights.safetensors";

/** The files that make up what the model does; a package lists all of them. */
export const MODEL_FILES = [TOKENIZER_FILE, ENCODER_FILE, DECODER_FILE, DECODER_INIT_FILE] as const;

const text = z.string().min(1);
const count = z.int().nonnegative();
const nats = z.number();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits");
/** A plain name: no folders, nothing hidden, nothing that a file system reads in a way of its own. */
const fileName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, "expected a plain file name, without folders");

const fileSchema = z.strictObject({ name: fileName, bytes: count, sha256 });

const latentSchema = z
  .strictObject({
    dimension: z.int().min(1).max(4096),
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
  perplexity: z.strictObject({ with_eos: z.number(), without_eos: z.number() }).optional(),
  mutual_information: z
    .strictObject({ full_set: nats, full_set_ceiling: nats, within_batch: nats, within_batch_ceiling: nats })
    .optional(),
  /** Share of sentences that greedy decoding from the posterior mean gives back unchanged. */
  exact_reconstruction: z.number().min(0).max(1).optional(),
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
    family: z.strictObject({ posterior: z.enum(["gaussian"]), prior: z.enum(["gaussian"]) }),
    latent: latentSchema,
    vocabulary: vocabularySchema,
    /** Longest sentence in tokens, without begin and end marks. */
    max_tokens: z.int().min(1).max(100_000),
    decoder: decoderSchema,
    /** The network behind the graphs, if it is one of ours: with it and the weights, training can go on. */
    network: networkSchema.optional(),
    files: z.array(fileSchema).max(64),
    training: trainingSchema,
    metrics: metricsSchema,
  })
  .superRefine(({ files }, context) => {
    const names = files.map((file) => file.name);
    for (const name of MODEL_FILES.filter((required) => !names.includes(required))) {
      context.addIssue({ code: "custom", path: ["files"], message: `${name} is not listed` });
    }
    for (const name of names.filter((listed, index) => names.indexOf(listed) !== index)) {
      context.addIssue({ code: "custom", path: ["files"], message: `${name} is listed twice` });
    }
  });

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestFile = Manifest["files"][number];

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
