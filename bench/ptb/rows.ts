/**
 * The rows of the table for word-level Penn Treebank: what each adds to the common protocol (latent 32, LSTM 256, embedding
 * 256, dropout 0.5, sentences apart; Bowman et al. 2015, He et al. 2019, Li et al. 2019). Every flag is one of `homotopy train`.
 */

export interface Row {
  readonly name: string;
  readonly title: string;
  readonly epochs: number;
  readonly flags: readonly string[];
  /** Trained only when it is named: what a single choice brings. */
  readonly ablation?: boolean;
}

/** The vocabulary is the corpus's own 10,000 types, the unknown word and the end mark among them. */
export const PROTOCOL: readonly string[] = words(
  "--tokenizer words --vocabulary 10003 --max-tokens 90 --hidden 256 --embedding 256 --latent 32 --kl-weight 1 --keep 1 --dropout 0.5 --learning-rate 0.003 --patience 1000",
);

const NO_REMEDY = "--autoencoder 0 --free-bits 0";

export const ROWS: readonly Row[] = [
  { name: "rnnlm", title: "LSTM language model", epochs: 14, flags: words("--model-family rnnlm") },
  {
    name: "vae-monotonic",
    title: "VAE, monotonic annealing",
    epochs: 8,
    flags: words(`${NO_REMEDY} --anneal linear --anneal-share 0.3`),
  },
  {
    name: "vae-cyclical",
    title: "VAE, cyclical annealing",
    epochs: 8,
    flags: words(`${NO_REMEDY} --anneal cyclical`),
  },
  {
    name: "vae-aggressive",
    title: "VAE, aggressive inference",
    epochs: 8,
    flags: words(`${NO_REMEDY} --anneal linear --anneal-share 0.3 --aggressive`),
  },
  {
    name: "vae-aggressive-5",
    title: "VAE, aggressive inference, at most 5 encoder steps",
    epochs: 8,
    flags: words(`${NO_REMEDY} --anneal linear --anneal-share 0.3 --aggressive-steps 5`),
    ablation: true,
  },
  {
    name: "vae-pretrained",
    title: "VAE, autoencoder pre-training and free bits",
    epochs: 14,
    flags: words("--autoencoder 0.12 --anneal linear --anneal-share 0.25 --free-bits 0.16"),
  },
  {
    name: "vae-pretrained-long",
    title: "VAE, autoencoder pre-training and free bits, dropout 0.35, 20 epochs",
    epochs: 20,
    flags: words("--autoencoder 0.1 --anneal linear --anneal-share 0.25 --free-bits 0.16 --dropout 0.35"),
  },
  {
    name: "vae-pretrained-strong",
    title: "VAE, the same with 0.3 nats a dimension free",
    epochs: 14,
    flags: words("--autoencoder 0.15 --anneal linear --anneal-share 0.3 --free-bits 0.3"),
    ablation: true,
  },
  {
    name: "rnnlm-inputless",
    title: "inputless language model",
    epochs: 4,
    flags: words("--model-family rnnlm --keep 0"),
  },
  {
    name: "vae-inputless",
    title: "inputless VAE",
    epochs: 8,
    flags: words(
      "--keep 0 --autoencoder 0 --free-bits 0 --anneal linear --anneal-share 0.3 --dropout 0 --average-share 0.2",
    ),
  },
  {
    name: "vae-inputless-long",
    title: "inputless VAE, learning rate 0.0015, dropout 0.15, 15 epochs",
    epochs: 15,
    flags: words(
      "--keep 0 --autoencoder 0 --free-bits 0 --anneal linear --anneal-share 0.2 --dropout 0.15 --learning-rate 0.0015 --average-share 0.2",
    ),
    ablation: true,
  },
  ...ablations(),
];

/** The language model with one thing changed at a time, at a third of the epochs. */
function ablations(): Row[] {
  const changes: Readonly<Record<string, readonly [title: string, flags: string]>> = {
    short: ["LSTM language model, 5 epochs", ""],
    untied: ["… output matrix of its own", "--no-tied"],
    locked: ["… locked (variational) dropout", "--locked-dropout"],
    averaged: ["… weights averaged over the last fifth", "--average-share 0.2"],
    "no-dropout": ["… without dropout", "--dropout 0"],
  };
  return Object.entries(changes).map(([name, [title, flags]]) => ({
    name: `rnnlm-${name}`,
    title,
    epochs: 5,
    flags: words(`--model-family rnnlm ${flags}`),
    ablation: true,
  }));
}

function words(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}
