/** Everything that decides a training run, with the presets that choose well when a person sets nothing. */
import * as z from "zod";

export const trainingOptionsSchema = z.strictObject({
  /** Files and folders of text. */
  sources: z.array(z.string()).min(1),
  /** Of folders: globs of the files to read, and of what to pass over. */
  include: z.array(z.string()).optional(),
  exclude: z.array(z.string()).optional(),
  /** Whether what git ignores is passed over; by default it is. */
  gitignore: z.boolean().optional(),
  /** Whether the comments of source code are read too. */
  codeFiles: z.boolean().optional(),
  /** Whether sentences with addresses, keys and passwords stay. */
  keepSecrets: z.boolean().optional(),
  /** Held-out text; without it a part of the sources is held out. */
  validation: z.string().optional(),
  /** The folder of the finished package; the run's own folder is `<out>.run`. */
  out: z.string().min(1),
  name: z.string().min(1).optional(),
  /** For the model card: the licence of the text and so of the model, and what its authors ask to be said. */
  license: z.string().min(1),
  attribution: z.string().min(1),
  /** BCP 47: for the model card, and for where sentences end. */
  language: z.string().refine(isLanguageTag, { message: "The language is no BCP 47 tag such as en, de or pt-BR" }),
  preset: z.enum(["small", "base"]),
  /** The folder of a model to start from, with its tokenizer and weights: the options of the network are then its own. */
  from: z.string().min(1).optional(),
  /** A sentence VAE, or its decoder alone as a language model: then what belongs to encoder, latent and KL is not used. */
  family: z.enum(["vae", "rnnlm"]).default("vae"),
  epochs: z.number().positive(),
  /** The whole run, preparation and export included, fits into this many minutes. */
  maxMinutes: z.number().positive().optional(),
  hidden: z.int().min(1).max(8192),
  embedding: z.int().min(1).max(8192),
  latent: z.int().min(1).max(4096),
  vocabulary: z.int().min(300).max(1_000_000),
  tokenizer: z.enum(["bpe", "words"]),
  /** Longest sentence in tokens, the end mark not counted. */
  maxTokens: z.int().min(2).max(1024),
  pooling: z.enum(["last", "last-mean"]),
  reversed: z.boolean(),
  tied: z.boolean(),
  skip: z.boolean(),
  /** Whether the decoder writes sentences from their first token or from their last. */
  direction: z.enum(["left-to-right", "right-to-left"]).default("left-to-right"),
  /** Sentences a step. */
  batch: z.int().min(1).max(4096),
  optimizer: z.enum(["adam", "sgd"]),
  learningRate: z.number().positive(),
  /** How the step size falls: with the run's progress, or by half after each epoch that brought no better objective. */
  schedule: z.enum(["cosine", "plateau"]).default("cosine"),
  /** Last share of the run over which weights are averaged for the finished model; 0: the weights as they are. */
  averageShare: z.number().min(0).max(1).default(0),
  /** Greatest global norm of the gradient. */
  clip: z.number().positive(),
  anneal: z.enum(["sigmoid", "linear", "cyclical"]),
  /** Share of the run that trains a plain autoencoder first, after which the decoder starts afresh; 0 leaves it out. */
  autoencoder: z.number().min(0).max(0.9),
  /** Share of the rest of the run over which the KL weight rises. */
  annealShare: z.number().min(0).max(1),
  /** Final KL weight; the bound itself is reported at 1 whatever this is. */
  klWeight: z.number().min(0).max(1),
  /** Probability of keeping a decoder input word; 0 is the inputless decoder. */
  keep: z.number().min(0).max(1),
  /** Nats of KL a dimension that are not penalised. */
  freeBits: z.number().min(0),
  /** Nats of KL a sentence that are not penalised. */
  freeBitsTotal: z.number().min(0).default(0),
  /** Nats of KL a dimension that the posterior's family commits to (δ-VAE); 0: the plain Gaussian. */
  delta: z.number().min(0).max(20).default(0),
  /** γ: standard deviation of the posterior means over a batch when they are batch-normalised; 0: they are not. */
  batchNorm: z.number().min(0).max(10).default(0),
  /** Whether the encoder is trained ahead of the decoder until it has caught up. */
  aggressive: z.boolean().default(false),
  /** Steps of the encoder before each of the decoder, at most, while it is trained ahead. */
  aggressiveSteps: z.int().min(1).max(1000).default(100),
  /** Dropout of the decoder's embeddings and of its output features. */
  dropout: z.number().min(0).max(0.95),
  /** Dropout of the encoder's embeddings. */
  encoderDropout: z.number().min(0).max(0.95),
  /** Whether a sentence's dropout mask is the same at every position (Gal and Ghahramani 2016). */
  lockedDropout: z.boolean(),
  /** What p(z) is in the end: N(0, I), or a mixture that is fitted to the aggregate posterior when training is over. */
  prior: z.enum(["gaussian", "mixture"]).default("mixture"),
  /** Epochs without a better validation bound before stopping. */
  patience: z.int().min(1),
  engine: z.enum(["auto", "compiled", "eager"]),
  /** ONNX Runtime's execution provider of the compiled step. */
  provider: z.enum(["auto", "cpu", "cuda", "dml", "coreml", "webgpu"]).default("auto"),
  threads: z.int().min(1).max(256).optional(),
  /** Whether the package keeps the weights by name too; training goes on from the graphs' own without them. */
  includeWeights: z.boolean(),
  resume: z.boolean(),
  seed: z.int(),
});

function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length === 1;
  } catch {
    return false;
  }
}

export type TrainingOptions = z.infer<typeof trainingOptionsSchema>;
export type Preset = TrainingOptions["preset"];

const COMMON = {
  family: "vae",
  license: "unspecified",
  attribution: "Trained on text chosen by the person who ran the training.",
  language: "en",
  epochs: 10,
  tokenizer: "bpe",
  vocabulary: 8000,
  maxTokens: 40,
  pooling: "last-mean",
  reversed: true,
  tied: true,
  skip: true,
  direction: "left-to-right",
  batch: 32,
  optimizer: "adam",
  learningRate: 3e-3,
  schedule: "cosine",
  averageShare: 0,
  clip: 5,
  autoencoder: 0.25,
  anneal: "linear",
  annealShare: 0.3,
  klWeight: 0.5,
  keep: 0.7,
  freeBits: 0.25,
  freeBitsTotal: 0,
  delta: 0,
  batchNorm: 0,
  aggressive: false,
  aggressiveSteps: 100,
  dropout: 0,
  encoderDropout: 0,
  lockedDropout: false,
  prior: "mixture",
  patience: 5,
  engine: "auto",
  provider: "auto",
  includeWeights: true,
  resume: false,
  seed: 1,
} as const satisfies Partial<TrainingOptions>;

/** `small` trains in minutes on two cores; `base` is worth hours. */
export const PRESETS: Readonly<Record<Preset, Omit<TrainingOptions, "sources" | "out">>> = {
  small: { ...COMMON, preset: "small", hidden: 256, embedding: 128, latent: 32 },
  base: { ...COMMON, preset: "base", hidden: 512, embedding: 256, latent: 32 },
};
