/**
 * What training on a text would be, before it begins: the text in numbers, the ways to train with minutes and megabytes, and
 * which of them suits. The options of a way feed `train` as they are.
 *
 * Memory is that of reading (`WorkspaceReader`), of a sample of sentences, and of the steps that are measured.
 */
import { HomotopyError, throwIfCancelled } from "../../core/errors";
import type { Manifest } from "../../model/manifest";
import { packageHash, readManifest } from "../../model/package/readManifest";
import type {
  PlannedBase,
  PlannedWay,
  PlanProgress,
  ReadPlanRequest,
  TrainingPlan,
  TrainingWay,
} from "../../protocol/training";
import { type ChosenOptions, fineTuning } from "../finetuning/fineTuning";
import { PRESETS, type TrainingOptions } from "../options";
import { refuseConflicts, withChosen } from "../remedies/combine";
import { checkedChoice, checkedOptions } from "./chosen";
import { plannedText, type ReadText, readText } from "./readText";
import { dominantLanguage, recommend } from "./recommend";
import { machineFor, remarksOn } from "./remarks";
import { planWay } from "./way";

/** Sentences of which one can be held out. */
const FEWEST_SENTENCES = 2;

/**
 * @throws HomotopyError "bad-call" for options that cannot be; "bad-input" for a source that cannot be read; "bad-model",
 *   "unavailable" for a base model that cannot be trained further; "cancelled"
 */
export async function planTraining(
  request: ReadPlanRequest,
  onProgress: (progress: PlanProgress) => void,
  signal?: AbortSignal,
): Promise<TrainingPlan> {
  const chosen = checkedChoice(request.chosen);
  const manifest = request.base === undefined ? undefined : await readManifest(request.base);
  // Before a long text is read.
  const draft = await optionsOf("anew", request, chosen, manifest?.language);
  if (request.ways?.includes("fine-tune")) await optionsOf("fine-tune", request, chosen, undefined);
  const text = await readText(draft, onProgress, signal);
  const { sentences, languages } = text.report;
  const recommended = recommend({ sentences, languages, baseLanguage: manifest?.language });
  const base = plannedBase(request.base, manifest);
  const { ways, refused } = await planWays(request, chosen, text, recommended.way, onProgress, signal);
  throwIfCancelled(signal, "planning");
  const planned = plannedText(text.report);
  const isRecommended = ways[0]?.way === recommended.way;
  return {
    out: request.out,
    text: planned,
    ...(base === undefined ? {} : { base }),
    ways,
    why: isRecommended ? recommended.why : (refused ?? "It is what was asked for."),
    remarks: remarksOn(planned, base, ways[0], await machineFor(request.out)),
  };
}

interface PlannedWays {
  readonly ways: readonly PlannedWay[];
  /** Why the base model cannot be fine-tuned with these options, if nobody insisted on it. */
  readonly refused?: string;
}

/** The recommended way first. */
async function planWays(
  request: ReadPlanRequest,
  chosen: ChosenOptions,
  text: ReadText,
  first: TrainingWay,
  onProgress: (progress: PlanProgress) => void,
  signal: AbortSignal | undefined,
): Promise<PlannedWays> {
  const { files, sentences, read } = text.report;
  if (sentences < FEWEST_SENTENCES) return { ways: [] };
  const second = first === "anew" ? "fine-tune" : "anew";
  const ways: PlannedWay[] = [];
  let refused: string | undefined;
  for (const way of [first, second] as const) {
    if (request.ways?.includes(way) === false || (way === "fine-tune" && request.base === undefined)) continue;
    onProgress({ stage: "measuring", files, sentences, bytes: read.bytes });
    const options = await optionsOf(way, request, chosen, dominantLanguage(text.report.languages)).catch((error) => {
      if (request.ways !== undefined || !(error instanceof HomotopyError)) throw error;
      refused = error.message;
    });
    const planned = options && (await planWay(options, Object.keys(chosen), text, signal));
    if (planned) ways.push(planned);
  }
  return { ways, ...(refused === undefined ? {} : { refused }) };
}

/** `language`: of the text, unless the person said it. */
async function optionsOf(
  way: TrainingWay,
  { sources, out, preset, base }: ReadPlanRequest,
  chosen: ChosenOptions,
  language: string | undefined,
): Promise<TrainingOptions> {
  const own = { sources: [...sources], out };
  if (way === "fine-tune") {
    if (base === undefined) throw new HomotopyError("bad-call", "There is no model to fine-tune", "base", "name one");
    return checkedOptions({ ...(await fineTuning(base, preset, chosen)), ...own });
  }
  const { from: _, ...rest } = chosen;
  const options = checkedOptions({
    ...withChosen({ ...PRESETS[preset], ...(language === undefined ? {} : { language }) }, rest),
    ...own,
  });
  refuseConflicts(options);
  return options;
}

function plannedBase(directory: string | undefined, manifest: Manifest | undefined): PlannedBase | undefined {
  if (directory === undefined || manifest === undefined) return undefined;
  const { name, language, license } = manifest;
  return { directory, model: `${name}@${packageHash(manifest)}`, language, license };
}
