/** The options that commands share, and the parsers that turn what was typed into checked values. */
import { Command, InvalidArgumentError, Option } from "commander";
import { PROVIDERS, type ProviderChoice } from "../model/providers";

/** Options of every command. */
export interface OutputOptions {
  readonly json?: boolean;
}

/** Options of the commands that ask a model. */
export interface ModelOptions extends OutputOptions {
  readonly model?: string;
  readonly seed: number;
  readonly provider: ProviderChoice;
  readonly threads?: number;
}

const LARGEST_SEED = 2 ** 32 - 1;
const MOST_THREADS = 256;

export function command(name: string, summary: string): Command {
  return new Command(name).description(summary).option("--json", "print JSON for programs");
}

export function modelCommand(name: string, summary: string): Command {
  const provider = new Option("--provider <name>", "ONNX Runtime execution provider").choices(["auto", ...PROVIDERS]);
  const threads = new Option("--threads <n>", "threads of the cpu provider").argParser(wholeNumber(1, MOST_THREADS));
  return command(name, summary)
    .option("--model <dir|name>", "model package: its folder, or the name of a bundled model")
    .addOption(seedOption())
    .addOption(provider.default("auto").helpGroup("Runtime:"))
    .addOption(threads.helpGroup("Runtime:"));
}

export function seedOption(): Option {
  return new Option("--seed <n>", "seed of every random draw").argParser(wholeNumber(0, LARGEST_SEED)).default(1);
}

/** A parser of whole numbers from `least` to `most`. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = parse(text);
    if (Number.isSafeInteger(value) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It takes a whole number from ${least} to ${most}.`);
  };
}

/** A parser of numbers from `least` to `most`, both allowed. */
export function decimal(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = parse(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`It takes a number ${range(least, most)}.`);
  };
}

/** A parser of numbers above zero, `most` allowed. */
export function positive(most = Number.POSITIVE_INFINITY): (text: string) => number {
  return (text) => {
    const value = parse(text);
    if (value > 0 && value <= most && Number.isFinite(value)) return value;
    throw new InvalidArgumentError(`It takes a number above 0${Number.isFinite(most) ? ` and at most ${most}` : ""}.`);
  };
}

/** A parser of options that may be given again: all that was given, in order. */
export function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ homotopy ${line}`).join("\n")}`;
}

/** NaN for anything but a plain decimal number: `Number` alone would take "", "0x10" and "1e400". */
function parse(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
}

function range(least: number, most: number): string {
  return Number.isFinite(most) ? `from ${least} to ${most}` : `of at least ${least}`;
}
