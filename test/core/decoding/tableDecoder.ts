import type { SpecialTokens, Step, StepDecoder, StepRequest } from "../../../src/core/decoding/stepDecoder";
import { seeded } from "../../../src/core/random";

/** Ids of the toy vocabulary's marks; words come after them. */
export const SPECIAL: SpecialTokens = { pad: 0, unk: 1, bos: 2, eos: 3 };

export interface TableState {
  readonly latents: readonly Float32Array[];
  /** What each row has been fed. */
  readonly histories: readonly (readonly number[])[];
}

/** A decoder whose p(x_t | x_<t, z) is any function of the history and the latent, with a record of its calls. */
export class TableDecoder implements StepDecoder<TableState> {
  readonly special = SPECIAL;
  /** Rows of every step so far. */
  readonly batches: number[] = [];

  constructor(
    readonly vocabulary: number,
    readonly distribution: (history: readonly number[], latent: Float32Array) => readonly number[] = hashed(vocabulary),
  ) {}

  async start(latents: Float32Array, rows: number): Promise<TableState> {
    const width = latents.length / rows;
    return {
      latents: Array.from({ length: rows }, (_, row) => latents.slice(row * width, (row + 1) * width)),
      histories: Array.from({ length: rows }, () => []),
    };
  }

  async step(tokens: Int32Array, state: TableState, { top, targets }: StepRequest): Promise<Step<TableState>> {
    if (tokens.length !== state.latents.length) throw new RangeError("One token a row, please");
    this.batches.push(tokens.length);
    const histories = state.histories.map((history, row) => [...history, tokens[row]]);
    const logs = histories.map((history, row) => this.distribution(history, state.latents[row]));
    const ranked = logs.map((row) => [...row.keys()].sort((a, b) => row[b] - row[a]).slice(0, top));
    return {
      state: { latents: state.latents, histories },
      width: Math.min(top, this.vocabulary),
      tokens: Int32Array.from(ranked.flat()),
      logProbabilities: Float32Array.from(ranked.flatMap((order, row) => order.map((token) => logs[row][token]))),
      targetLogProbabilities: Float32Array.from(targets ?? [], (target, row) => logs[row][target]),
    };
  }

  select(state: TableState, rows: Int32Array): TableState {
    return {
      latents: Array.from(rows, (row) => state.latents[row]),
      histories: Array.from(rows, (row) => state.histories[row]),
    };
  }

  /** ln p of a sentence with its end mark (or without), straight from the table. */
  logProbability(tokens: readonly number[], latent: Float32Array, ended = true): number {
    let sum = 0;
    const sentence = ended ? [...tokens, SPECIAL.eos] : tokens;
    sentence.forEach((token, position) => {
      sum += this.distribution([SPECIAL.bos, ...sentence.slice(0, position)], latent)[token];
    });
    return sum;
  }
}

/** Log-probabilities that look random but depend on the history and the latent alone. */
function hashed(vocabulary: number) {
  return (history: readonly number[], latent: Float32Array): number[] => {
    const random = seeded(7, history.join(), latent.join());
    return logSoftmax(Array.from({ length: vocabulary }, () => 1.5 * random.normal()));
  };
}

export function logSoftmax(logits: readonly number[]): number[] {
  const most = Math.max(...logits);
  const normaliser = most + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0));
  return logits.map((logit) => logit - normaliser);
}

/** Every sentence of at most `longest` words over a vocabulary. */
export function allSentences(vocabulary: number, longest: number): number[][] {
  const words = Array.from({ length: vocabulary - 4 }, (_, index) => index + 4);
  let layer: number[][] = [[]];
  const all: number[][] = [[]];
  for (let length = 1; length <= longest; length++) {
    layer = layer.flatMap((sentence) => words.map((word) => [...sentence, word]));
    all.push(...layer);
  }
  return all;
}
