/** What to train otherwise where the latent space has collapsed: what the run did not do yet, or more of it. */
import { flag } from "../flag";

/** How the model was trained, as far as is known: names and values as in the trainer's options. */
export interface CollapseObjective {
  readonly autoencoder?: number | undefined;
  readonly freeBits?: number | undefined;
  readonly freeBitsTotal?: number | undefined;
  readonly delta?: number | undefined;
  readonly batchNorm?: number | undefined;
  readonly aggressive?: boolean | undefined;
  readonly klWeight?: number | undefined;
  readonly keep?: number | undefined;
}

export interface CollapseRemedy {
  /** What it comes to, in words. */
  readonly advice: string;
  /** The trainer's option for it, by its name there. */
  readonly option: string;
  /** What to set the option to; none where it is for the person to say how much more. */
  readonly value?: number;
}

/** The remedy in words, with the option as the command line has it. */
export function remedyText({ advice, option, value }: CollapseRemedy): string {
  return `${advice}: ${flag(option)}${value === undefined ? "" : ` ${value}`}`;
}

/** Nats of KL that the objective does not charge, or forces. */
export function paidFor(latent: number, { freeBits = 0, freeBitsTotal = 0, delta = 0 }: CollapseObjective): number {
  return Math.max(freeBits * latent, freeBitsTotal, delta * latent);
}

/** What the run did not do yet; where it did it all, more of it. */
export function remediesFor(objective: CollapseObjective): CollapseRemedy[] {
  const untried = untriedBy(objective);
  return untried.length > 0 ? untried : moreOf(objective);
}

function untriedBy(objective: CollapseObjective): CollapseRemedy[] {
  const { autoencoder = 0, klWeight = 1, keep = 1, aggressive = false, batchNorm = 0 } = objective;
  return [
    ...when(autoencoder === 0 && !aggressive, "train the encoder as an autoencoder first", "autoencoder", 0.25),
    ...when(paidFor(1, objective) === 0 && batchNorm === 0, "leave some of the KL unpenalised", "freeBits", 0.25),
    ...when(klWeight > 0.5, "weigh the KL less", "klWeight", 0.5),
    ...when(keep > 0.8, "drop words from the decoder's input", "keep", 0.7),
  ];
}

function moreOf({ autoencoder = 0, klWeight = 1 }: CollapseObjective): CollapseRemedy[] {
  const longer = Math.min(0.9, short(2 * autoencoder));
  return [
    { advice: "train longer, or on more text", option: "epochs" },
    ...when(klWeight > 0, "weigh the KL less", "klWeight", short(klWeight / 2)),
    ...when(autoencoder > 0, "train the encoder as an autoencoder for longer", "autoencoder", longer),
  ];
}

function when(helps: boolean, advice: string, option: keyof CollapseObjective, value: number): CollapseRemedy[] {
  return helps ? [{ advice, option, value }] : [];
}

function short(value: number): number {
  return Number(value.toPrecision(2));
}
