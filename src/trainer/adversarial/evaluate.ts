/**
 * Adversarial evaluation of imputed sentences (Bowman et al. 2015, §4.2): how well two classifiers, one that sees which words
 * there are and one that reads them in order, tell them from real ones.
 */
import { type AdversarialError, adversarialError } from "../../core/adversarial/adversarialError";
import { type Labelled, parts } from "../../core/adversarial/parts";
import { toldByUnigrams, trainUnigramClassifier } from "../../core/adversarial/unigramClassifier";
import { KnownWords } from "../../core/adversarial/words";
import { seeded } from "../../core/random";
import { LSTM_DEFAULTS, type LstmOptions, lstmTells } from "./lstmClassifier";

/** Words of whole sentences, by who wrote their ends. No original may be in both. */
export interface AdversarialData {
  readonly real: readonly (readonly string[])[];
  readonly imputed: readonly (readonly string[])[];
}

export interface AdversarialOptions {
  readonly seed: number;
  readonly lstm?: Partial<LstmOptions>;
  readonly signal?: AbortSignal | undefined;
  /** Told after each epoch of the LSTM. */
  readonly onEpoch?: ((epoch: number, validationLoss: number) => void) | undefined;
}

export interface AdversarialEvaluation {
  /** Sentences of both classes together. */
  readonly sentences: { readonly train: number; readonly validation: number; readonly test: number };
  /** Logistic regression on word counts; `penalty`: λ as chosen on the validation sentences. */
  readonly unigram: AdversarialError & { readonly penalty: number };
  /** LSTM; `epoch`: the one whose weights were taken. */
  readonly lstm: AdversarialError & { readonly epoch: number };
}

/**
 * Trains and tests both classifiers. The LSTM computes on the current TensorFlow.js backend (`chooseBackend`). The same data
 * and seed give the same result on the same backend.
 * @throws HomotopyError "bad-input" for fewer than twenty sentences a class; "cancelled"
 */
export async function adversarialEvaluation(
  { real, imputed }: AdversarialData,
  { seed, lstm = {}, signal, onEpoch }: AdversarialOptions,
): Promise<AdversarialEvaluation> {
  const texts = parts(real, imputed, seeded(seed, "adversarial", "parts"));
  const known = new KnownWords(texts.train.map(({ words }) => words));
  const inIds = (part: readonly Labelled<readonly string[]>[]): Labelled<Int32Array>[] =>
    part.map(({ words, real }) => ({ words: known.idsOf(words), real }));
  const data = { train: inIds(texts.train), validation: inIds(texts.validation), test: inIds(texts.test) };
  const unigram = trainUnigramClassifier(data, known.size);
  const byUnigrams = toldByUnigrams(unigram, data.test);
  const byLstm = await lstmTells(data, { ...LSTM_DEFAULTS, ...lstm }, { size: known.size, seed, signal, onEpoch });
  // The same resamples for both: their intervals can be compared.
  const errorOf = (right: readonly boolean[]) => adversarialError(right, seeded(seed, "adversarial", "bootstrap"));
  return {
    sentences: { train: data.train.length, validation: data.validation.length, test: data.test.length },
    unigram: { ...errorOf(byUnigrams), penalty: unigram.penalty },
    lstm: { ...errorOf(byLstm.right), epoch: byLstm.epoch },
  };
}
