/** What a person set in the panel, beside the plan: what it asks of the trainer, and what of the plan still holds. */
import type { PlannedWay, PlanRequest } from "../../protocol/training";
import type { PlanAge, TrainingChoice } from "../../protocol/trainingPanel";

export type Settings = TrainingChoice["settings"];

const GLOBS: ReadonlySet<string> = new Set(["include", "exclude"]);
/** Settings that decide which text is read, or which network: nothing of a plan holds for another one. */
const DECIDE: ReadonlySet<string> = new Set([...GLOBS, "codeFiles", "gitignore", "keepSecrets", "preset"]);

/** @param excluded globs of what VS Code does not show */
export function chosenOptions(settings: Settings, excluded: readonly string[]): NonNullable<PlanRequest["chosen"]> {
  const { preset: _, include, exclude, ...others } = settings;
  const included = globs(include);
  return {
    ...others,
    exclude: [...excluded, ...globs(exclude)],
    ...(included.length > 0 && { include: included }),
  };
}

/** What a run of a planned way does otherwise; what the base model decides stays. */
export function changesTo({ settings: planned }: PlannedWay, settings: Settings): Settings {
  const fixed = new Set(planned.filter((setting) => setting.fixed).map(({ name }) => name));
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !DECIDE.has(name) && !fixed.has(name)));
}

/** `planned`: the settings when the plan was made. */
export function planAge(planned: Settings, settings: Settings): PlanAge {
  const names = new Set([...Object.keys(planned), ...Object.keys(settings)]);
  const changed = [...names].filter((name) => planned[name] !== settings[name]);
  if (changed.length === 0) return "new";
  // A setting that was taken back has its usual value again, which the plan does not tell.
  return changed.some((name) => DECIDE.has(name) || settings[name] === undefined) ? "void" : "stale";
}

function globs(text: Settings[string] | undefined): string[] {
  const parts = typeof text === "string" ? text.split(",").map((glob) => glob.trim()) : [];
  return parts.filter((glob) => glob !== "");
}
