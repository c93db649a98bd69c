/** The trainer's options that a person may change, in words. One that is not listed goes by its own name. */
import { t } from "@vscode/l10n";

export interface SettingWords {
  readonly label: string;
  readonly title: string;
}

const WORDS: Readonly<Record<string, SettingWords>> = {
  preset: { label: t("Size"), title: t("Of the network: small trains in minutes, base is worth hours") },
  epochs: { label: t("Epochs"), title: t("Passes over the text") },
  maxMinutes: { label: t("Minutes at most"), title: t("The whole run ends after as many minutes; empty: no limit") },
  language: { label: t("Language"), title: t("Of the text, as in en or pt-BR") },
  license: { label: t("Licence"), title: t("Of the text and so of the model, for the model card") },
  attribution: { label: t("Attribution"), title: t("What the authors of the text ask to be said, for the model card") },
  vocabulary: { label: t("Vocabulary"), title: t("Tokens in the vocabulary") },
  tokenizer: { label: t("Tokenizer"), title: t("Pieces of words, or words as they are") },
  maxTokens: { label: t("Longest sentence"), title: t("In tokens; longer sentences are left out") },
  hidden: { label: t("Width"), title: t("Of the LSTMs: a wider model learns more and takes longer") },
  embedding: { label: t("Embedding"), title: t("Width of a token's embedding") },
  latent: { label: t("Latent dimensions"), title: t("Of the space that sentences lie in") },
  batch: { label: t("Batch"), title: t("Sentences a step") },
  learningRate: { label: t("Learning rate"), title: t("Size of a step") },
  patience: { label: t("Patience"), title: t("Epochs without a better bound before the run stops") },
  autoencoder: { label: t("Autoencoder first"), title: t("Share of the run that trains a plain autoencoder first") },
  annealShare: { label: t("Annealing"), title: t("Share of the run over which the KL weight rises") },
  klWeight: { label: t("KL weight"), title: t("In the end: less leaves more in the latent space, more smooths it") },
  keep: { label: t("Words kept"), title: t("Share of the decoder's input words that are not dropped") },
  freeBits: { label: t("Free bits"), title: t("Nats of KL a dimension that are not penalised") },
  dropout: { label: t("Dropout"), title: t("Of the decoder: more guards against learning the text by heart") },
  encoderDropout: { label: t("Encoder dropout"), title: t("Of the encoder's embeddings") },
  seed: { label: t("Seed"), title: t("The same seed and text give the same model") },
  threads: { label: t("Threads"), title: t("Of the processor; empty: as many as help") },
};

export function wordsOf(name: string): SettingWords {
  return WORDS[name] ?? { label: name, title: name };
}
