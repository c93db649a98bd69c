import type { Command } from "commander";
import { DEFAULTS, type SharpenResult } from "../../core/exploration";
import { MOST_STEPS } from "../../engine/requests";
import { warnOfCuts } from "../cuts";
import { withExplorer } from "../explorer";
import { examples, type ModelOptions, modelCommand, wholeNumber } from "../options";
import { counted, fixed, show, table } from "../output";
import type { Terminal } from "../terminal";

interface SharpenOptions extends ModelOptions {
  readonly steps: number;
}

export function sharpenCommand(terminal: Terminal): Command {
  return modelCommand("sharpen", "A sentence's posterior refined by gradient steps on its own bound, and what it gains")
    .argument("<text>", "the sentence")
    .option("--steps <n>", "gradient steps", wholeNumber(1, MOST_STEPS), DEFAULTS.sharpen.steps)
    .addHelpText("after", examples('sharpen "She opened the door."', 'sharpen "Who are you?" --steps 50 --json'))
    .action(async (text: string, { steps, seed, ...options }: SharpenOptions) => {
      const result = await withExplorer({ ...options, seed }, async (explorer) => {
        const sharpened = await explorer.sharpen(text, { steps, seed });
        warnOfCuts(terminal, [sharpened], explorer.manifest.max_tokens);
        return sharpened;
      });
      show(terminal, result, options.json, asText);
    });
}

function asText({ text, boundBefore, boundAfter, gain, gainError, steps, before, after, seed }: SharpenResult): string {
  const rows = [
    ["", "bound", "KL", text],
    ["before", fixed(boundBefore), fixed(before.kl), before.reconstruction],
    ["after", fixed(boundAfter), fixed(after.kl), after.reconstruction],
  ];
  const how = `${counted(steps, "step")}, seed ${seed}`;
  return `${table(rows, "lrr")}\n${fixed(gain)} ± ${fixed(gainError)} nats nearer, ${how}`;
}
