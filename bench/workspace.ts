/**
 * How long a workspace takes to plan, and how much memory:
 *
 *   npm run bench:workspace -- [--files 100000] [--megabytes 1000] [--full] [--folder DIR]
 *
 * Makes a workspace of prose in a temporary folder, in every format and some encodings, plans it in a process of its own,
 * and removes it. `--full` also reads and counts all of it, as training does; `--folder` takes a workspace that is there.
 * CPU time is told beside the clock's: on a machine with other work it is the steadier.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { HomotopyError, messageOf } from "../src/core/errors";
import { planWorkspace } from "../src/trainer/workspace/planWorkspace";
import { generate } from "./workspace/generate";

interface Figure {
  readonly way: string;
  readonly files: number;
  readonly megabytes: number;
  /** Of the files, read. */
  readonly megabytesRead: number;
  readonly sentences: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly megabytesPeak: number;
  /** From the request to stop to the end, when asked halfway. */
  readonly millisecondsToStop?: number;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    files: { type: "string", default: "100000" },
    megabytes: { type: "string", default: "1000" },
    full: { type: "boolean", default: false },
    folder: { type: "string" },
  },
});

async function main(): Promise<void> {
  const [role, place = "", way = "plan", stopAfter] = positionals;
  if (role === "measure") {
    process.stdout.write(
      JSON.stringify(await measure(place, way, stopAfter === undefined ? undefined : Number(stopAfter))),
    );
    return;
  }
  const folder = values.folder ?? mkdtempSync(path.join(tmpdir(), "homotopy-bench-"));
  const remove = (): void => {
    if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
  };
  process.once("SIGINT", () => {
    remove();
    process.exit(130);
  });
  try {
    if (values.folder === undefined)
      await generate(folder, { files: Number(values.files), megabytes: Number(values.megabytes) });
    const plan = apart(folder, "plan");
    const { millisecondsToStop = Number.NaN } = apart(folder, "plan", (1000 * plan.seconds) / 2);
    const figures = [{ ...plan, millisecondsToStop }, ...(values.full ? [apart(folder, "full")] : [])];
    report(figures);
  } finally {
    remove();
  }
}

/** In a fresh process, whose memory is its own. */
function apart(folder: string, way: string, stopAfter?: number): Figure {
  const args = [process.argv[1] ?? "", "measure", folder, way, ...(stopAfter === undefined ? [] : [String(stopAfter)])];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout);
}

async function measure(folder: string, way: string, stopAfter: number | undefined): Promise<Figure> {
  const controller = new AbortController();
  let asked = 0;
  if (stopAfter !== undefined) {
    setTimeout(() => {
      asked = performance.now();
      controller.abort();
    }, stopAfter);
  }
  const began = performance.now();
  const options = way === "full" ? { budgetBytes: Number.POSITIVE_INFINITY } : {};
  const plan = await planWorkspace([folder], options, controller.signal).catch((error: unknown) => {
    if (error instanceof HomotopyError && error.code === "cancelled") return undefined;
    throw error;
  });
  const { user, system } = process.cpuUsage();
  return {
    way,
    files: plan?.files ?? 0,
    megabytes: (plan?.bytes ?? 0) / 1e6,
    megabytesRead: (plan?.read.bytes ?? 0) / 1e6,
    sentences: plan?.sentences ?? 0,
    seconds: (performance.now() - began) / 1000,
    cpuSeconds: (user + system) / 1e6,
    megabytesPeak: process.resourceUsage().maxRSS / 1024,
    ...(asked > 0 ? { millisecondsToStop: performance.now() - asked } : {}),
  };
}

function report(figures: readonly Figure[]): void {
  const head = ["way", "files", "MB", "MB read", "sentences", "s", "CPU s", "MB peak", "ms to stop"];
  const rows = figures.map((figure) =>
    [
      figure.way,
      figure.files,
      Math.round(figure.megabytes),
      Math.round(figure.megabytesRead),
      figure.sentences,
      figure.seconds.toFixed(1),
      figure.cpuSeconds.toFixed(1),
      Math.round(figure.megabytesPeak),
      figure.millisecondsToStop?.toFixed(0) ?? "",
    ].map(String),
  );
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? "").length)));
  for (const row of [head, ...rows])
    console.log(row.map((cell, column) => cell.padStart(widths[column] ?? 0)).join("  "));
  const setting = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
  const text = JSON.stringify({ setting, figures }, null, 2);
  mkdirSync(path.join("bench", "results"), { recursive: true });
  writeFileSync(path.join("bench", "results", "workspace.json"), `${text}\n`);
  console.log(text);
}

main().catch((error) => {
  console.error(messageOf(error));
  process.exitCode = 1;
});
