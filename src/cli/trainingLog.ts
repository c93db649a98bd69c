/** A training run in words: what stays goes to stdout, the running step to the terminal's progress line. */
import type {
  DoneEvent,
  EpochEvent,
  ErrorEvent,
  PlanEvent,
  SampleEvent,
  StepEvent,
  TrainingEvent,
} from "../trainer/events";
import { counted, fixed } from "./output";
import type { Terminal } from "./terminal";

const REASONS: Readonly<Record<DoneEvent["reason"], string>> = {
  finished: "every epoch done",
  time: "the time is up",
  converged: "the validation bound no longer improves",
  interrupted: "stopped on request",
};

export function tellTraining(event: TrainingEvent, terminal: Terminal): void {
  if (event.event === "step") terminal.progress(step(event));
  // An error comes again as the one line that ends the command.
  else if (event.event !== "error") terminal.print(lasting(event));
}

function lasting(event: Exclude<TrainingEvent, StepEvent | ErrorEvent>): string {
  switch (event.event) {
    case "plan":
      return plan(event);
    case "epoch":
      return epoch(event);
    case "sample":
      return samples(event);
    case "notice":
      return `note: ${event.message}`;
    case "done":
      return done(event);
  }
}

function plan(event: PlanEvent): string {
  const dropped = Object.entries(event.dropped).filter(([, count]) => count > 0);
  return [
    `${counted(event.sentences, "sentence")} (${counted(event.tokens, "token")}) from ${counted(event.files, "file")}, ` +
      `${event.validationSentences.toLocaleString("en-GB")} more held out`,
    ...(dropped.length > 0 ? [`left out: ${dropped.map(([reason, count]) => `${count} ${reason}`).join(", ")}`] : []),
    `${counted(event.parameters, "weight")}, vocabulary ${event.vocabulary}, preset ${event.preset}, seed ${event.seed}`,
    `${event.engine}, ${counted(event.stepsPerEpoch, "step")} an epoch`,
    `to beat: ${fixed(event.unigram)} nats a sentence (unigrams)`,
    ...(event.resumedAt === undefined ? [] : [`resumed at step ${event.resumedAt}`]),
  ].join("\n");
}

function step(event: StepEvent): string {
  return (
    `step ${event.step}/${event.steps}  loss ${fixed(event.loss)}  reconstruction ${fixed(event.reconstruction)}  ` +
    `KL ${fixed(event.kl)} × ${fixed(event.klWeight)}  ${Math.round(event.tokensPerSecond)} tokens/s  ` +
    `${fixed(event.minutesLeft, 1)} min left`
  );
}

function epoch(event: EpochEvent): string {
  return (
    `epoch ${event.epoch}  bound ${fixed(event.bound)} nats a held-out sentence ` +
    `(reconstruction ${fixed(event.reconstruction)}, KL ${fixed(event.kl)}), ` +
    `${event.activeUnits} of ${event.latent} units active${event.best ? ", best so far" : ""}`
  );
}

function samples(event: SampleEvent): string {
  return [
    ...event.reconstructions.map(({ text, reconstruction }) => `  ${text}\n    → ${reconstruction}`),
    ...event.samples.map((text) => `  ~ ${text}`),
  ].join("\n");
}

function done(event: DoneEvent): string {
  return (
    `${event.out}: ${REASONS[event.reason]} after ${counted(event.step, "step")}, ${fixed(event.minutes, 1)} minutes\n` +
    `bound ${fixed(event.bound)} nats a sentence (reconstruction ${fixed(event.reconstruction)}, KL ${fixed(event.kl)}; ` +
    `unigrams ${fixed(event.unigram)}), ${event.activeUnits} units active`
  );
}
