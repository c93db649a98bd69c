/** The definition of a task as arguments of `homotopy train`. */

/** Beside the flags, what a definition holds: what VS Code reads itself, and what is no flag of the same name. */
const NO_FLAGS = new Set(["type", "sources", "fineTune"]);
/** What is on unless it is turned off. */
const ON = new Set(["gitignore", "includeWeights", "reversed", "tied", "skip"]);

/** @param bundled folder of the model that `fineTune: true` means; a string names another one's */
export function trainArguments(definition: Readonly<Record<string, unknown>>, bundled: string): string[] {
  const { sources, fineTune } = definition;
  const from = fineTune === true ? bundled : fineTune;
  const flags = Object.entries(definition)
    .filter(([name]) => !NO_FLAGS.has(name))
    .flatMap(([name, value]) => flag(name, value));
  return [
    "train",
    ...(Array.isArray(sources) ? sources.map(String) : []),
    ...(typeof from === "string" && from !== "" ? ["--from", from] : []),
    ...flags,
  ];
}

/** `maxMinutes: 5` is `--max-minutes 5`, `resume: true` is `--resume`, `gitignore: false` is `--no-gitignore`. */
function flag(name: string, value: unknown): string[] {
  const dashed = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (value === true) return [`--${dashed}`];
  if (value === false) return ON.has(name) ? [`--no-${dashed}`] : [];
  if (Array.isArray(value)) return value.flatMap((item) => flag(name, item));
  return typeof value === "string" || typeof value === "number" ? [`--${dashed}`, String(value)] : [];
}
