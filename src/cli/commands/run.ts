import { Argument, type Command } from "commander";
import type { RunStatus } from "../../trainer/runs/status";
import { command, examples, type OutputOptions } from "../options";
import { fixed, show } from "../output";
import { ask, findRun, goOn, isUnderWay, type KnownRun } from "../runs";
import type { Terminal } from "../terminal";

const ACTIONS = ["status", "pause", "resume", "stop", "discard"] as const;
type Action = (typeof ACTIONS)[number];

/** Where a run stands after a word to it. */
interface Told extends Partial<Omit<RunStatus, "state">> {
  readonly run: string;
  readonly state: RunStatus["state"] | "discarded";
}

export function runCommand(terminal: Terminal): Command {
  return command("run", "Look at a training run, pause it, go on, stop and keep what it has learnt, or discard it")
    .addArgument(new Argument("<action>", "what to do").choices(ACTIONS))
    .argument("<dir>", "the folder that train --out named")
    .addHelpText("after", examples("run status my-model", "run pause my-model", "run stop my-model"))
    .action(async (action: Action, folder: string, { json }: OutputOptions) => {
      const run = await findRun(folder);
      const status = await DO[action](run);
      const told: Told = { run: run.directory, ...(status ?? { state: "discarded" }) };
      show(terminal, told, json, asText);
    });
}

/** Each returns where the run stands afterwards; undefined if it is no more. */
const DO: Readonly<Record<Action, (run: KnownRun) => Promise<RunStatus | undefined>>> = {
  status: async ({ status }) => status,
  pause: (run) => ask(run, "pause", ({ state }) => state === "paused"),
  resume: async (run) => {
    if (isUnderWay(run)) return ask(run, "go", ({ state }) => state === "running");
    await goOn(run);
    return (await findRun(run.directory)).status;
  },
  stop: (run) => ask(run, "keep", () => false),
  discard: async (run) => {
    if (isUnderWay(run)) return ask(run, "discard", () => false);
    const { discardRun } = await import("../../trainer/runs/discard");
    await discardRun(run.directory);
    return undefined;
  },
};

function asText({ run, state, owner, resumable, last = {} }: Told): string {
  const { step, epoch, done, error } = last;
  return [
    `${run}: ${state}${owner === undefined ? "" : `, process ${owner.pid} on ${owner.host}`}`,
    ...(step === undefined || done
      ? []
      : [`step ${step.step} of ${step.steps}, ${fixed(step.minutesLeft, 1)} minutes left`]),
    ...(epoch === undefined ? [] : [`bound ${fixed(epoch.bound)} nats a held-out sentence after epoch ${epoch.epoch}`]),
    ...(state === "failed" && error !== undefined ? [error.message] : []),
    ...(owner === undefined && resumable ? ["homotopy run resume goes on from the last checkpoint"] : []),
  ].join("\n");
}
