/** What a person should know before they start: of the text, and of what this machine has left. */
import { statfs } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { PlannedBase, PlannedText, PlannedWay, PlanRemark } from "../../protocol/training";
import { dominantLanguage, languageName, primary } from "./recommend";

/** Sentences below which no model is worth having, and below which one from nothing is not. */
const TOO_FEW = 200;
const FEW_ALONE = 5000;
const MIXED = 0.1;
const LONG_MINUTES = 12 * 60;
const MEMORY_SHARE = 0.8;

export interface Machine {
  /** Megabytes of all memory, and free on the disk of the package; undefined if unknown. */
  readonly memory: number;
  readonly disk: number | undefined;
}

export function remarksOn(
  text: PlannedText,
  base: PlannedBase | undefined,
  recommended: PlannedWay | undefined,
  machine: Machine,
): PlanRemark[] {
  return [
    ...onAmount(text, recommended),
    ...onLanguages(text, base, recommended),
    ...(recommended === undefined ? [] : onMachine(recommended, machine)),
  ];
}

function onAmount({ sentences }: PlannedText, way: PlannedWay | undefined): PlanRemark[] {
  const count = sentences === 1 ? "1 sentence" : `${sentences.toLocaleString("en-GB")} sentences`;
  if (sentences < TOO_FEW || way === undefined) {
    const advice = "add more text: some thousand sentences of prose; the list of what was left out may hold some";
    return [warning("too-little", `${count}: too little to learn from`, advice)];
  }
  if (way.way === "fine-tune" || sentences >= FEW_ALONE) return [];
  const advice = "fine-tune a model of the same language, or add more text";
  return [warning("little", `${count} are little to train a model from nothing: it will know few words`, advice)];
}

function onLanguages(
  { languages, otherLanguages }: PlannedText,
  base: PlannedBase | undefined,
  way: PlannedWay | undefined,
): PlanRemark[] {
  const language = dominantLanguage(languages);
  const isForeign = base !== undefined && language !== undefined && language !== primary(base.language);
  const foreign =
    isForeign && way?.way === "fine-tune"
      ? [
          warning(
            "language",
            `The text is mostly ${languageName(language)}, the base model knows ${languageName(base.language)}`,
            "train anew, which learns a vocabulary of the text's own",
          ),
        ]
      : [];
  if (otherLanguages <= MIXED) return foreign;
  const names = languages.slice(0, 3).map((each) => `${nameOf(each.language)} ${Math.round(100 * each.share)} %`);
  const advice = "exclude what is in other languages, unless the model is to write them too";
  return [...foreign, information("mixed-languages", `The text is in several languages: ${names.join(", ")}`, advice)];
}

function nameOf(language: string): string {
  return language === "und" ? "unknown" : languageName(language);
}

function onMachine({ megabytes, minutes }: PlannedWay, { memory, disk }: Machine): PlanRemark[] {
  const needed = megabytes.package + megabytes.run;
  const remarks: PlanRemark[] = [];
  if (megabytes.memory > MEMORY_SHARE * memory) {
    const what = `Training takes about ${whole(megabytes.memory)} MB of memory; this machine has ${whole(memory)} MB`;
    remarks.push(warning("memory", what, "choose a smaller batch, vocabulary or network"));
  }
  if (disk !== undefined && needed > disk) {
    const what = `The run takes about ${whole(needed)} MB of disk, and ${whole(disk)} MB are free`;
    remarks.push(warning("disk", what, "free some space, or write to another disk"));
  }
  if (minutes > LONG_MINUTES) {
    const what = `Training takes about ${whole(minutes / 60)} hours`;
    remarks.push(information("time", what, "set a time limit: the schedule then fits into it"));
  }
  return remarks;
}

function whole(value: number): string {
  return Math.round(value).toLocaleString("en-GB");
}

function warning(kind: PlanRemark["kind"], message: string, advice: string): PlanRemark {
  return { kind, severity: "warning", message, advice };
}

function information(kind: PlanRemark["kind"], message: string, advice: string): PlanRemark {
  return { kind, severity: "information", message, advice };
}

/** Of this machine, for a package in the folder `out`, which need not be there yet. */
export async function machineFor(out: string): Promise<Machine> {
  const constrained = process.constrainedMemory?.() ?? 0;
  const memory = constrained > 0 ? Math.min(constrained, os.totalmem()) : os.totalmem();
  return { memory: memory / 1e6, disk: await freeMegabytes(path.resolve(out)) };
}

async function freeMegabytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return (bavail * bsize) / 1e6;
  } catch {
    const parent = path.dirname(folder);
    return parent === folder ? undefined : freeMegabytes(parent);
  }
}
