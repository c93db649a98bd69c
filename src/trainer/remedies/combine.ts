/** Which remedies against posterior collapse go together, and what of a preset makes room for one that a person chose. */
import { HomotopyError } from "../../core/errors";
import { flag } from "../../core/flag";
import type { TrainingOptions } from "../options";

type Recipe = Omit<TrainingOptions, "sources" | "out">;
type Options = Partial<TrainingOptions>;

/** What a preset does not do beside a chosen remedy: it would take away what the remedy is to show. */
const ROOM = {
  freeBitsTotal: { freeBits: 0 },
  delta: { freeBits: 0 },
  batchNorm: { freeBits: 0 },
  aggressive: { autoencoder: 0 },
} as const satisfies Partial<Record<keyof TrainingOptions, Options>>;

/** The preset with what was chosen in its place, and without what does not go with that. */
export function withChosen<T extends Recipe, C extends Options>(preset: T, chosen: C): T & C {
  const room = Object.entries(ROOM).flatMap(([name, yielding]) => (Reflect.get(chosen, name) ? [yielding] : []));
  return Object.assign({ ...preset }, ...room, chosen);
}

interface Conflict {
  readonly between: readonly [keyof TrainingOptions, keyof TrainingOptions];
  readonly when: (options: Recipe) => boolean;
  readonly because: string;
  readonly advice: string;
}

const CONFLICTS: readonly Conflict[] = [
  {
    between: ["freeBitsTotal", "freeBits"],
    when: ({ freeBitsTotal, freeBits }) => freeBitsTotal > 0 && freeBits > 0,
    because: "free bits are counted a sentence or a dimension",
    advice: "set one of them to 0",
  },
  {
    between: ["delta", "freeBits"],
    when: ({ delta, freeBits }) => delta > 0 && freeBits > 0 && freeBits <= delta,
    because: "no dimension ever comes under a rate that it commits to",
    advice: "set the free bits to 0, or above the committed rate",
  },
  {
    between: ["delta", "freeBitsTotal"],
    when: ({ delta, freeBitsTotal, latent }) => delta > 0 && freeBitsTotal > 0 && freeBitsTotal <= delta * latent,
    because: "no sentence ever comes under the rate that its dimensions commit to",
    advice: "set the free bits to 0, or above the committed rate of all dimensions",
  },
  {
    between: ["delta", "batchNorm"],
    when: ({ delta, batchNorm }) => delta > 0 && batchNorm > 0,
    because: "both decide where the posterior means lie",
    advice: "set one of them to 0",
  },
  {
    between: ["aggressive", "autoencoder"],
    when: ({ aggressive, autoencoder }) => aggressive && autoencoder > 0,
    because: "an encoder that was trained beforehand does not lag behind",
    advice: "set --autoencoder 0, or leave --aggressive out",
  },
  {
    between: ["batchNorm", "batch"],
    when: ({ batchNorm, batch }) => batchNorm > 0 && batch < 2,
    because: "one sentence has no spread to be normalised",
    advice: "use batches of at least 2 sentences; 32 is usual",
  },
];

/** @throws HomotopyError "bad-call" that names two options which cannot both be meant. */
export function refuseConflicts(options: Recipe): void {
  const conflict = CONFLICTS.find(({ when }) => when(options));
  if (conflict === undefined) return;
  const [one, other] = conflict.between.map((name) => typed(name, options[name as keyof Recipe]));
  throw new HomotopyError("bad-call", `${one} does not go with ${other}`, conflict.because, conflict.advice);
}

function typed(name: keyof TrainingOptions, value: unknown): string {
  return value === true ? flag(name) : `${flag(name)} ${String(value)}`;
}
