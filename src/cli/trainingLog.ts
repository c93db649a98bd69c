/** A training run in words: what stays goes to stdout, the running step to the terminal's progress line. */
import type {
  DoneEvent,
  EpochEvent,
  ErrorEvent,
  FinishingEvent,
  PlanEvent,
  SampleEvent,
  StartedEvent,
  StepEvent,
  StoppedEvent,
  TrainingEvent,
} from "../protocol/trainingEvents";
import { counted, fixed } from "./output";
import type { Terminal } from "./terminal";

const REASONS: Readonly<Record<DoneEvent["reason"], string>> = {
  finished: "every epoch done",
  time: "the time is up",
  converged: "the validation bound no longer improves",
  kept: "stopped on request, what was learnt is kept",
};

export function tellTraining(event: TrainingEvent, terminal: Terminal): void {
  if (event.event === "step") terminal.progress(step(event));
  else if (event.event === "finishing") terminal.progress("measuring what was learnt, and writing the model");
  // An error comes again as the one line that ends the command.
  else if (event.event !== "error" && event.event !== "started" && event.event !== "stopped") {
    terminal.print(lasting(event));
  }
}

function lasting(
  event: Exclude<TrainingEvent, StepEvent | FinishingEvent | ErrorEvent | StartedEvent | StoppedEvent>,
): string {
  switch (event.event) {
    case "plan":
      return plan(event);
    case "epoch":
      return epoch(event);
    case "sample":
      return samples(event);
    case "notice":
      return `note: ${event.message}`;
    case "paused":
      return "paused";
    case "resumed":
      return "going on";
    case "done":
      return done(event);
  }
}

function plan(event: PlanEvent): string {
  const dropped = Object.entries(event.dropped).filter(([, count]) => count > 0);
  return [
    `run folder: ${event.run}`,
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
  const best = event.best ? ", best so far" : "";
  if (event.latent === 0) return `epoch ${event.epoch}  −ln p ${fixed(event.bound)} nats a held-out sentence${best}`;
  return (
    `epoch ${event.epoch}  bound ${fixed(event.bound)} nats a held-out sentence ` +
    `(reconstruction ${fixed(event.reconstruction)}, KL ${fixed(event.kl)}), ` +
    `${event.activeUnits} of ${event.latent} units active${best}`
  );
}

function samples(event: SampleEvent): string {
  return [
    ...event.reconstructions.map(({ text, reconstruction }) => `  ${text}\n    → ${reconstruction}`),
    ...event.samples.map((text) => `  ~ ${text}`),
  ].join("\n");
}

function done(event: DoneEvent): string {
  const run = `${event.out}: ${REASONS[event.reason]} after ${counted(event.step, "step")}, ${fixed(event.minutes, 1)} minutes`;
  if (event.latent === 0) {
    return `${run}\n−ln p ${fixed(event.bound)} nats a sentence (unigrams ${fixed(event.unigram)})`;
  }
  return (
    `${run}\nbound ${fixed(event.bound)} nats a sentence (reconstruction ${fixed(event.reconstruction)}, KL ${fixed(event.kl)}; ` +
    `unigrams ${fixed(event.unigram)}), ${event.activeUnits} units active`
  );
}
