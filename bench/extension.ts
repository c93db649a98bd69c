/**
 * How fast the extension is for a person, in a real VS Code: `npm run bench:extension [-- PART…]`. The packed extension is
 * installed into a fresh profile of the headless VS Code and used through the workbench (parts `panels` and `inline`);
 * keystrokes are measured inside the extension host (`keys`, `long-typing`), and completions without VS Code (`completing`).
 * Times on the screen include VS Code's own work and, on machines without a GPU, drawing by the processor.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame } from "playwright-core";
import { items } from "../test/vscode/ui/pages";
import { endSession, openWindow } from "../test/vscode/ui/session";
import type { Workbench } from "../test/vscode/ui/workbench";
import { completingTimes } from "./extension/completing";
import { ghostTextTimes } from "./extension/ghostText";
import type { LongTyping } from "./extension/longTyping";

const COLD_RUNS = 5;
const WARM_RUNS = 30;
const SENTENCES = ["She opened the door.", "I am very tired.", "Where did you go yesterday?"];

interface Figure {
  readonly name: string;
  readonly unit: "ms" | "MB" | "";
  readonly runs: number;
  readonly median: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

const PARTS: Readonly<Record<string, () => Promise<readonly Figure[]>>> = {
  panels,
  inline,
  completing,
  keys,
  "long-typing": longTyping,
};

async function main(): Promise<void> {
  const asked = process.argv.slice(2);
  const unknown = asked.find((name) => !Object.hasOwn(PARTS, name));
  if (unknown !== undefined) throw new Error(`There is no part ${unknown}, but ${Object.keys(PARTS).join(", ")}`);
  const figures: Figure[] = [];
  try {
    for (const name of asked.length > 0 ? asked : Object.keys(PARTS)) figures.push(...(await PARTS[name]()));
  } finally {
    await endSession();
    // Also what was measured before a part failed.
    report(figures);
  }
}

function report(figures: readonly Figure[]): void {
  const machine = { cpu: cpus()[0]?.model.trim() ?? "unknown", cores: cpus().length, node: process.versions.node };
  process.stdout.write(`${table(figures)}\n\n${JSON.stringify({ ...machine, figures })}\n`);
}

/** The windows of the bench use the packed extension. */
function pack(): void {
  if (process.env.HOMOTOPY_TEST_VSIX) return;
  const target = `${process.platform}-${process.arch}`;
  const packed = execFileSync(process.execPath, ["scripts/package.mjs", "--target", target], { encoding: "utf8" });
  process.env.HOMOTOPY_TEST_VSIX = /MiB\s+(\S+\.vsix)$/m.exec(packed)?.[1];
}

async function panels(): Promise<Figure[]> {
  pack();
  const cold: number[] = [];
  const warmed: Figure[] = [];
  for (let run = 1; run <= COLD_RUNS; run++) {
    const window = await openWindow({ files: { "notes.txt": SENTENCES.join("\n") } });
    cold.push(await firstVariants(window));
    if (run === COLD_RUNS) warmed.push(...(await warm(window)));
    await window.close();
  }
  return [figure("selection to first variants on the screen, cold", cold), ...warmed];
}

async function inline(): Promise<Figure[]> {
  pack();
  const settings = {
    "homotopy.inlineCompletions.enabled": true,
    "homotopy.inlineCompletions.minimumProbability": 0,
  };
  const window = await openWindow({ files: { "notes.md": "" }, settings });
  await window.openFile("notes.md");
  const { shown, along, missing } = await ghostTextTimes(window);
  await window.close();
  for (const beginning of missing) process.stderr.write(`No ghost text: ${beginning}\n`);
  return [
    figure("key to ghost text on the screen, both debounces included", shown),
    figure("key to ghost text on the screen, typing along it", along),
    figure("beginnings without ghost text within 2 s", [missing.length], ""),
  ];
}

async function completing(): Promise<Figure[]> {
  const { decoder, beam, icm, requested, cached, stopped, token } = await completingTimes();
  return [
    figure("a single beam of 5 from one latent, up to 12 tokens", decoder),
    figure("engine's time of a completion, beam 5, up to 12 words", beam),
    figure("engine's time of a completion, ICM, beam 5, up to 12 words", icm),
    figure("request to suggestions through the engine process", requested),
    figure("request to suggestions, cache hit", cached),
    figure("cancellation to the end of the engine's work", stopped),
    figure("a token of the beam, on the average", token),
  ];
}

async function keys(): Promise<Figure[]> {
  const { activation, without, idle, busy } =
    inExtensionHost<Record<"activation" | "without" | "idle" | "busy", number[]>>("bench-keystrokes");
  return [
    figure("extension host's work to load and activate the extension", activation),
    figure("extension host's work a keystroke, extension not active", without),
    figure("extension host's work a keystroke, engine idle", idle),
    figure("extension host's work a keystroke, engine busy", busy),
  ];
}

async function longTyping(): Promise<Figure[]> {
  const { latency, work, heap, exceptions } = inExtensionHost<LongTyping>("bench-long-typing");
  for (const exception of exceptions) process.stderr.write(`${exception}\n`);
  const half = Math.floor(heap.length / 2);
  return [
    figure("keystroke, inline completions on", latency.on),
    figure("keystroke, inline completions off", latency.off),
    figure("extension host's work a keystroke, inline completions on", work.on),
    figure("extension host's work a keystroke, inline completions off", work.off),
    figure("extension host's heap, first half of the typing", heap.slice(0, half), "MB"),
    figure("extension host's heap, second half of the typing", heap.slice(half), "MB"),
    figure("exceptions", [exceptions.length], ""),
  ];
}

/** From the choice of the command in the palette; engine and panel have yet to start. */
async function firstVariants(window: Workbench): Promise<number> {
  await window.openFile("notes.txt");
  await window.selectLines(1);
  await window.typeCommand("encodeAndSampleVariants");
  const start = Date.now();
  await window.page.keyboard.press("Enter");
  return (await firstRowDrawn(await window.panel("variants"))) - start;
}

/** When a page has its first result, on the clock: told by the page itself, for who looks from outside looks twice a second. */
function firstRowDrawn(page: Frame): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const drawn = () => requestAnimationFrame(() => resolve(Date.now()));
    const isThere = () => document.querySelector(".list .row") !== null;
    if (isThere()) return drawn();
    new MutationObserver((_, observer) => {
      if (!isThere()) return;
      observer.disconnect();
      drawn();
    }).observe(document.body, { childList: true, subtree: true });
  })`);
}

async function warm(window: Workbench): Promise<Figure[]> {
  const variants = await window.panel("variants");
  const resampled = await repeat(() => changed(variants, `${RESAMPLE}.click()`, ".list"));
  await window.selectLines(2, 2);
  await window.run("interpolate");
  const homotopy = await window.panel("homotopy");
  await items(homotopy).first().waitFor();
  const step = (run: number) =>
    changed(
      homotopy,
      `{ ${POSITION}.value = ${(run * 0.37) % 1}; ${POSITION}.dispatchEvent(new Event("input")) }`,
      ".path-figures",
    );
  return [
    figure("10 variants on the screen, warm", resampled),
    figure("step of the homotopy slider on the screen, warm", await repeat(step)),
  ];
}

const RESAMPLE = 'document.querySelector(".seed vscode-button")';
const POSITION = 'document.querySelector(".path input")';

/** Milliseconds from an action on a page until something in `selector` is another, and drawn. */
function changed(page: Frame, action: string, selector: string): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const start = performance.now();
    const observer = new MutationObserver(() => {
      observer.disconnect();
      requestAnimationFrame(() => resolve(performance.now() - start));
    });
    observer.observe(document.querySelector("${selector}"), { childList: true, subtree: true, characterData: true });
    ${action};
  })`);
}

async function repeat(action: (run: number) => Promise<number>): Promise<number[]> {
  await action(0);
  const times: number[] = [];
  for (let run = 1; run <= WARM_RUNS; run++) times.push(await action(run));
  return times;
}

/** Runs a program in an extension host, on this folder as it is built; the program's report. */
function inExtensionHost<Report>(program: string): Report {
  const folder = mkdtempSync(join(tmpdir(), "homotopy-bench-"));
  try {
    const report = join(folder, "report.json");
    const tests = `--extensionTestsPath=${join("dist", `${program}.js`)}`;
    const args = ["scripts/vscode-host/code.mjs", "--extensionDevelopmentPath=.", tests, "--disable-workspace-trust"];
    const env = { ...process.env, HOMOTOPY_BENCH_REPORT: report };
    execFileSync(process.execPath, [...args, folder], { env, stdio: ["ignore", "inherit", "inherit"] });
    return JSON.parse(readFileSync(report, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function figure(name: string, values: readonly number[], unit: Figure["unit"] = "ms"): Figure {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(2));
  return { name, unit, runs: values.length, median: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

function table(figures: readonly Figure[]): string {
  const rows = [
    ["", "unit", "median", "p95", "p99", "max", "runs"],
    ...figures.map(({ name, unit, median, p95, p99, max, runs }) =>
      [name, unit, median, p95, p99, max, runs].map(String),
    ),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const aligned = (cell: string, column: number) =>
    column < 2 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]);
  return rows.map((row) => row.map(aligned).join("  ").trimEnd()).join("\n");
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
