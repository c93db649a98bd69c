/** The fixed prompts with what the model makes of them, to be read. */
import type { Explorer } from "../../src/engine/explorer";
import { BEGINNINGS, PATHS, SENTENCES } from "./prompts";

const VARIANTS = 4;
const STEPS = 7;
const ENDINGS = 3;

/** Markdown. */
export async function examples(explorer: Explorer): Promise<string> {
  const parts = [
    `# What ${explorer.modelName} makes of fixed prompts`,
    "Written by `npm run bench:english`, seed 1; nothing was picked.",
    "## Variants",
    ...(await each(SENTENCES, (text) => variants(explorer, text))),
    "## Paths",
    ...(await each(PATHS, ([from, to]) => path(explorer, SENTENCES[from], SENTENCES[to]))),
    "## Completions",
    ...(await each(BEGINNINGS, (text) => completions(explorer, text))),
  ];
  return `${parts.join("\n\n")}\n`;
}

async function variants(explorer: Explorer, text: string): Promise<string> {
  const { reconstruction, variants } = await explorer.variants(text, { count: 3 * VARIANTS });
  const others = variants.map((variant) => variant.text).filter((variant) => variant !== text);
  const lines = [reconstruction, ...others.filter((other) => other !== reconstruction)].slice(0, VARIANTS + 1);
  return `**${text}**\n\n${list(lines)}`;
}

async function path(explorer: Explorer, from: string, to: string): Promise<string> {
  const { steps } = await explorer.interpolate(from, to, { steps: STEPS });
  return list([`**${from}**`, ...steps.map(({ text }) => text), `**${to}**`]);
}

async function completions(explorer: Explorer, beginning: string): Promise<string> {
  const { completions } = await explorer.complete(beginning, { count: ENDINGS });
  return `**${beginning}** …\n\n${list(completions.map(({ text }) => text))}`;
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

async function each<Item>(items: readonly Item[], make: (item: Item) => Promise<string>): Promise<string[]> {
  const texts: string[] = [];
  for (const item of items) texts.push(await make(item));
  return texts;
}
