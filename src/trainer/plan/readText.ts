/** The text of a run to be: what there is in numbers, and a sample that stands for all of it. */
import { Reservoir } from "../../core/metrics/reservoir";
import { seeded } from "../../core/random";
import type { PlannedText, PlanProgress } from "../../protocol/training";
import type { TrainingOptions } from "../options";
import { planWorkspace } from "../workspace/planWorkspace";
import type { WorkspaceReport } from "../workspace/report";

/** Enough for the lengths of sentences and for a vocabulary. */
const SAMPLE_SENTENCES = 20_000;

export interface ReadText {
  readonly report: WorkspaceReport;
  /** Sentences drawn uniformly; of a small text all. */
  readonly sample: readonly string[];
  /** Held out by the person; undefined if the run chooses. */
  readonly validation: number | undefined;
  /** That reading all of it takes, by what was read. */
  readonly seconds: number;
}

export type TextOptions = Pick<
  TrainingOptions,
  "sources" | "validation" | "include" | "exclude" | "gitignore" | "codeFiles" | "keepSecrets" | "language" | "seed"
>;

/** @throws HomotopyError "bad-input" for a source that cannot be read, "cancelled" */
export async function readText(
  options: TextOptions,
  onProgress: (progress: PlanProgress) => void,
  signal: AbortSignal | undefined,
): Promise<ReadText> {
  const { sources, validation, include, exclude, gitignore, codeFiles, keepSecrets, language } = options;
  const reading = { include, exclude, gitignore, codeFiles, keepSecrets, language };
  const sample = new Reservoir<string>(SAMPLE_SENTENCES, seeded(options.seed, "plan", "sample"));
  const collect = (sentences: readonly string[]): void => {
    for (const sentence of sentences) sample.add(sentence);
  };
  const began = performance.now();
  const report = await planWorkspace(sources, { ...reading, onSentences: collect }, signal, (progress) =>
    onProgress({ stage: "reading", ...progress }),
  );
  const seconds = (performance.now() - began) / 1000;
  const heldOut = validation === undefined ? undefined : await planWorkspace([validation], { language }, signal);
  return {
    report,
    sample: sample.items,
    validation: heldOut?.sentences,
    seconds: seconds * Math.max(1, report.bytes / Math.max(1, report.read.bytes)),
  };
}

export function plannedText(report: WorkspaceReport): PlannedText {
  const { files, bytes, estimated, sentences, formats, languages, otherLanguages, skipped, dropped } = report;
  return {
    files,
    bytes,
    estimated,
    sentences,
    formats: Object.fromEntries(Object.entries(formats).map(([format, totals]) => [format, totals.files])),
    languages,
    otherLanguages,
    skipped,
    dropped,
  };
}
