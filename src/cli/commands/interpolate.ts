import { type Command, Option } from "commander";
import { DEFAULTS, type FamiliarityFound, type InterpolateResult } from "../../core/exploration";
import { MOST_STEPS } from "../../engine/requests";
import { warnOfCuts } from "../cuts";
import { withExplorer } from "../explorer";
import { familiarityLine } from "../familiarity";
import { examples, type ModelOptions, modelCommand, wholeNumber } from "../options";
import { fixed, show, table } from "../output";
import type { Terminal } from "../terminal";

const { interpolate: defaults } = DEFAULTS;

interface InterpolateOptions extends ModelOptions {
  readonly steps: number;
  readonly path: "linear" | "spherical";
  readonly adaptive: boolean;
  readonly refine: boolean;
}

export function interpolateCommand(terminal: Terminal): Command {
  return modelCommand("interpolate", "The homotopy between two sentences")
    .argument("<a>", "the sentence at the start")
    .argument("<b>", "the sentence at the end")
    .option("--steps <n>", "points on the path, both ends counted", wholeNumber(2, MOST_STEPS), defaults.steps)
    .addOption(
      new Option("--path <kind>", "way through the latent space")
        .choices(["linear", "spherical"])
        .default(defaults.path),
    )
    .option("--adaptive", "bisect where the sentence changes", defaults.adaptive)
    .option("--no-refine", "take the encoder's posteriors as they are")
    .addHelpText("after", examples('interpolate "I am tired." "Where did you go?" --adaptive'))
    .action(async (a: string, b: string, options: InterpolateOptions) => {
      const result = await withExplorer(options, async (explorer) => {
        warnOfCuts(terminal, await explorer.encode([a, b]), explorer.manifest.max_tokens);
        const [start, end] = await explorer.familiarity([a, b]);
        const ends = { start: { text: a, ...start }, end: { text: b, ...end } };
        return { ...(await explorer.interpolate(a, b, options)), ends };
      });
      show(terminal, result, options.json, asText);
    });
}

interface Ends {
  readonly start: FamiliarityFound & { readonly text: string };
  readonly end: FamiliarityFound & { readonly text: string };
}

function asText({ steps, smoothness, ends }: InterpolateResult & { readonly ends: Ends }): string {
  const rows = steps.map(({ from, to, text }) => [`${fixed(from)}–${fixed(to)}`, text]);
  const strange = [ends.start, ends.end].flatMap(({ text, familiarity }) =>
    familiarityLine(familiarity, { sentence: text }),
  );
  return [table(rows), `smoothness ${fixed(smoothness)}`, ...strange].join("\n");
}
