/** The command line: reads the call, runs one command, and ends with 0 (done), 1 (failed run) or 2 (wrong call). */
import { Command, CommanderError } from "commander";
import { HomotopyError, messageOf } from "../core/errors";
import { VERSION } from "../core/version";
import { COMMANDS } from "./commands";
import { INTERRUPTED } from "./interrupt";
import { examples } from "./options";
import { endOnBrokenOutput, processTerminal, type Terminal } from "./terminal";
import { trainingProcess } from "./trainingProcess";

const DONE = 0;
const FAILED = 1;
const WRONG_CALL = 2;

export async function main(args: readonly string[]): Promise<void> {
  endOnBrokenOutput();
  const code = (await trainingProcess(args)) ?? (await run(args, processTerminal()));
  // Idle threads of the runtimes would keep the process waiting; what was printed is flushed first.
  process.stdout.write("", (error) => {
    if (!error) process.exit(code);
  });
}

/** The exit code of a call. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    if (args.length === 0) {
      throw new HomotopyError("bad-call", "No command", "homotopy", "see homotopy --help for the commands");
    }
    await createProgram(terminal).parseAsync(args, { from: "user" });
    return DONE;
  } catch (error) {
    return report(error, terminal);
  }
}

function createProgram(terminal: Terminal): Command {
  const program = new Command("homotopy")
    .description("Explores text in the latent space of a sentence VAE. Everything runs on this machine.")
    .version(VERSION)
    .usage("COMMAND [options]")
    .addHelpText("after", examples('variants "She opened the door."', "train notes/ --out my-model --max-minutes 10"))
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      outputError: (message) => terminal.warn(message.replace(/^error: /, "homotopy: ")),
    });
  for (const create of COMMANDS) program.addCommand(create(terminal).copyInheritedSettings(program));
  return program;
}

function report(error: unknown, terminal: Terminal): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : WRONG_CALL;
  if (!(error instanceof HomotopyError)) {
    terminal.warn(`homotopy: ${messageOf(error)}`);
    if (process.env.HOMOTOPY_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    return FAILED;
  }
  terminal.warn(`homotopy: ${error.message}`);
  if (error.code === "cancelled") return INTERRUPTED;
  return error.code === "bad-call" ? WRONG_CALL : FAILED;
}
