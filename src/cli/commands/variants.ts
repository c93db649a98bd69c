import type { Command } from "commander";
import { DEFAULTS, type VariantsResult } from "../../core/exploration";
import { MOST_DRAWS } from "../../engine/requests";
import { warnOfCuts } from "../cuts";
import { withExplorer } from "../explorer";
import { familiarityLine } from "../familiarity";
import { decimal, examples, type ModelOptions, modelCommand, wholeNumber } from "../options";
import { fixed, show, table } from "../output";
import type { Terminal } from "../terminal";

const { variants: defaults } = DEFAULTS;

interface VariantsOptions extends ModelOptions {
  readonly count: number;
  readonly spread: number;
  readonly temperature: number;
  readonly refine: boolean;
  readonly sharpen: boolean;
}

export function variantsCommand(terminal: Terminal): Command {
  return modelCommand("variants", "Sentences near a sentence: samples of its posterior, merged")
    .argument("<text>", "the sentence")
    .option("--count <n>", "samples to draw", wholeNumber(1, MOST_DRAWS), defaults.count)
    .option("--spread <s>", "multiple of the posterior's deviation", decimal(0, 100), defaults.spread)
    .option(
      "--temperature <t>",
      "0 takes the most probable sentence, more draws its words",
      decimal(0, 10),
      defaults.temperature,
    )
    .option("--no-refine", "take the encoder's posterior as it is")
    .option("--sharpen", "refine it further, see homotopy sharpen", defaults.sharpen)
    .addHelpText("after", examples('variants "She opened the door."', 'variants "Who are you?" --spread 1.5 --json'))
    .action(async (text: string, options: VariantsOptions) => {
      const result = await withExplorer(options, async (explorer) => {
        const variants = await explorer.variants(text, options);
        warnOfCuts(terminal, [variants], explorer.manifest.max_tokens);
        return variants;
      });
      show(terminal, result, options.json, asText);
    });
}

function asText({ text, reconstruction, kl, variants, seed, sharpened, familiarity }: VariantsResult): string {
  const rows = variants.map((variant) => [
    `${variant.count}×`,
    fixed(variant.distance),
    fixed(variant.logProbability),
    variant.text,
  ]);
  const heading = ["", "distance", "ln p(x|z)", text];
  const gain = sharpened ? `, ${fixed(sharpened.gain)} nats nearer by sharpening` : "";
  const facts = `KL ${fixed(kl)} nats${gain}, seed ${seed}`;
  return [
    table([heading, ...rows], "rrr"),
    facts,
    ...familiarityLine(familiarity, { reading: { text, reconstruction } }),
  ].join("\n");
}
