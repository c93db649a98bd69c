import type { Command } from "commander";
import type { FileSentences } from "../../trainer/workspace/readWorkspace";
import type { WorkspaceReport } from "../../trainer/workspace/report";
import { interruptible } from "../interrupt";
import { command, examples, type OutputOptions } from "../options";
import { counted, table, toJson } from "../output";
import type { Terminal } from "../terminal";

interface ReadOptions extends OutputOptions {
  readonly sentences?: boolean;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly gitignore: boolean;
  readonly code?: boolean;
  readonly keepSecrets?: boolean;
  readonly language: string;
}

export function readCommand(terminal: Terminal): Command {
  return command("read", "Show what training would read of files and folders, and what not and why")
    .argument("<file|folder...>", "text, documents, notebooks; folders with all below them")
    .option("--sentences", "print the sentences, one a line; with --json one object a line")
    .option("--include <glob>", "read only files that match, of any kind; may be repeated", collected)
    .option("--exclude <glob>", "pass over what matches; may be repeated", collected)
    .option("--no-gitignore", "read what git ignores, too")
    .option("--code", "read the comments of source code, too")
    .option("--keep-secrets", "keep sentences with e-mail addresses, keys and passwords")
    .option("--language <tag>", "language of the text, as in en or pt-BR", "en")
    .addHelpText("after", examples("read notes/ docs/", "read . --exclude 'drafts/**' --sentences > sentences.txt"))
    .action((roots: string[], options: ReadOptions) => read(roots, options, terminal));
}

async function read(roots: readonly string[], options: ReadOptions, terminal: Terminal): Promise<void> {
  const { readWorkspace } = await import("../../trainer/workspace/readWorkspace");
  const { code, json, sentences, ...rest } = options;
  const report = await interruptible(async (signal) => {
    const workspace = readWorkspace(roots, { ...rest, codeFiles: code }, signal, (progress) =>
      terminal.progress(`${counted(progress.files, "file")}, ${counted(progress.sentences, "sentence")}`),
    );
    for await (const block of workspace.sentences) if (sentences) printSentences(block, json, terminal);
    return workspace.report();
  });
  if (json) terminal.print(toJson(report));
  // Beside the sentences, which another program may be reading.
  else if (sentences) for (const line of asText(report).split("\n")) terminal.warn(line);
  else terminal.print(asText(report));
}

function printSentences(block: FileSentences, json: boolean | undefined, terminal: Terminal): void {
  terminal.print(
    json ? block.sentences.map((text) => toJson({ path: block.path, text })).join("\n") : block.sentences.join("\n"),
  );
}

function collected(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function asText(report: WorkspaceReport): string {
  const { formats, languages, dropped, skipped } = report;
  const facts = [
    ["read", `${counted(report.files, "file")}, ${megabytes(report.bytes)}`],
    [
      "",
      Object.entries(formats)
        .map(([format, { files }]) => `${format} ${files.toLocaleString("en-GB")}`)
        .join(", "),
    ],
    ["sentences", `${counted(report.sentences, "sentence")}, about ${counted(report.tokensEstimate, "token")}`],
    [
      "languages",
      languages
        .slice(0, 4)
        .map(({ language, share }) => `${language} ${percent(share)}`)
        .join(", ") || "none",
    ],
  ].filter(([, fact]) => fact !== "");
  const left = Object.entries(dropped).map(([reason, count]) => [`  ${reason}`, count.toLocaleString("en-GB")]);
  const passed = skipped.map(({ reason, count, examples: [first = ""] }) => [
    `  ${reason}`,
    count.toLocaleString("en-GB"),
    count === 1 ? first : `${first}, …`,
  ]);
  return [
    table(facts),
    ...(left.length > 0 ? ["sentences left out", table(left, "lr")] : []),
    ...(passed.length > 0 ? ["not read", table(passed, "lrl")] : []),
  ].join("\n");
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString("en-GB", { maximumFractionDigits: 1 })} MB`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}
