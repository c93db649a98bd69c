import type { Command } from "commander";
import { HomotopyError, messageOf } from "../../core/errors";
import type { TrainingEvent } from "../../protocol/trainingEvents";
import type { TrainingOptions } from "../../trainer/options";
import { interruptible } from "../interrupt";
import { chosenModel } from "../models";
import { command, examples } from "../options";
import { show, toJson } from "../output";
import { preview } from "../preview";
import type { Terminal } from "../terminal";
import { chosenOptions, type TrainingFlags, typedOptions, withTrainingFlags } from "../trainingFlags";
import { tellTraining } from "../trainingLog";

type TrainFlags = TrainingFlags & { readonly out: string; readonly detach?: boolean };

export function trainCommand(terminal: Terminal): Command {
  const plain = command("train", "Train a model on text and export it as a package")
    .argument("<file|folder...>", "text: one sentence a line or prose, .gz too")
    .requiredOption("--out <dir>", "folder of the finished package; the run's own folder is DIR.run")
    .option("--resume", "go on from the last checkpoint in DIR.run")
    .option("--detach", "train in a process of its own that needs no terminal: see homotopy run");
  return withTrainingFlags(plain)
    .addHelpText(
      "after",
      examples(
        "train notes/ --out my-model --max-minutes 10",
        "train notes/ --out my-model --from english",
        "train a.txt.gz --out m --resume",
      ),
    )
    .action((sources: string[], { detach, ...flags }: TrainFlags, call: Command) => {
      const asked = new Set(["sources", ...typedOptions(flags, call)]);
      return (detach ? startTraining : runTraining)(sources, flags, asked, terminal);
    });
}

async function startTraining(
  sources: readonly string[],
  flags: TrainFlags,
  asked: ReadonlySet<string>,
  terminal: Terminal,
): Promise<void> {
  const { startDetached } = await import("../runs");
  const process = await startDetached(await trainingOptions(sources, flags), [...asked]);
  show(terminal, { process }, flags.json, () => `process ${process} trains: homotopy run status ${flags.out}`);
}

async function runTraining(
  sources: readonly string[],
  flags: TrainFlags,
  asked: ReadonlySet<string>,
  terminal: Terminal,
): Promise<void> {
  const options = await trainingOptions(sources, flags);
  // TensorFlow.js is initialised by this command alone.
  const { train } = await import("../../trainer/train");
  let told = false;

  function emit(event: TrainingEvent): void {
    told ||= event.event === "error";
    if (flags.json) terminal.print(toJson(event));
    else tellTraining(event, terminal);
  }

  await interruptible(async (signal) => {
    try {
      await train(options, emit, { signal, preview, asked });
    } catch (error) {
      // An interruption is no failure of the run: the exit code and the line on stderr tell of it.
      if (!told && !isCancelled(error)) emit({ event: "error", message: messageOf(error) });
      throw error;
    }
  });
}

function isCancelled(error: unknown): boolean {
  return error instanceof HomotopyError && error.code === "cancelled";
}

async function trainingOptions(sources: readonly string[], flags: TrainFlags): Promise<TrainingOptions> {
  const { PRESETS, trainingOptionsSchema } = await import("../../trainer/options");
  const { withChosen } = await import("../../trainer/remedies/combine");
  const { fineTuning } = await import("../../trainer/finetuning/fineTuning");
  const chosen = chosenOptions(flags);
  const { from, preset, resume } = flags;
  // A run that goes on has its base's options already.
  const options =
    from === undefined || resume
      ? withChosen(PRESETS[preset], chosen)
      : await fineTuning(await chosenModel(from), preset, chosen);
  const parsed = trainingOptionsSchema.safeParse({ ...options, sources });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new HomotopyError("bad-call", issue?.message ?? "Bad option", `--${issue?.path.join(".")}`, "see train --help");
}
