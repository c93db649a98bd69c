/** The rows as a Markdown table. Nats a sentence, end marks counted. */
import * as z from "zod";

/** What `homotopy evaluate --json` says, as far as the table needs it. A language model has no latent, and its likelihood is exact. */
const evaluationSchema = z.object({
  sentences: z.number(),
  tokens: z.number(),
  nll: z.number().optional(),
  nllSamples: z.number().optional(),
  bound: z.number().optional(),
  reconstruction: z.number().optional(),
  kl: z.number().optional(),
  perplexity: z.object({ withEos: z.number(), withoutEos: z.number() }),
  mutualInformation: z.object({ fullSet: z.number(), withinBatch: z.number() }).partial().optional(),
  activeUnits: z.number().optional(),
});

export const rowResultSchema = z.object({
  row: z.string(),
  title: z.string(),
  seed: z.number(),
  epochs: z.number(),
  steps: z.number(),
  hours: z.number(),
  valid: evaluationSchema,
  test: evaluationSchema.optional(),
});

export type RowResult = z.infer<typeof rowResultSchema>;

const HEADER = [
  "",
  "NLL",
  "PPL (EOS)",
  "PPL (no EOS)",
  "bound",
  "KL",
  "MI full set",
  "MI batch",
  "active",
  "epochs",
  "hours",
  "seed",
];

/**
 * The table of `results`, in the order of `titles`. A line of the table as it is `written` so far stays where its row was not
 * measured here: the results lie in an ignored folder, and another machine has others. Of a row that was, nothing old stays: test
 * figures would be another training's.
 */
export function table(results: readonly RowResult[], written: string, titles: readonly string[]): string {
  return (["valid", "test"] as const)
    .flatMap((set) => {
      const heading = HEADER.with(0, set === "valid" ? "validation" : "test");
      const lines = sorted([...kept(results, written, heading), ...measured(results, set)], titles);
      return lines.length === 0 ? [] : [[heading, HEADER.map(() => "---"), ...lines].map(line).join("\n")];
    })
    .join("\n\n");
}

function measured(results: readonly RowResult[], set: "valid" | "test"): string[][] {
  return results.flatMap((result) => {
    const found = result[set];
    return found === undefined ? [] : [cells(result, found)];
  });
}

function kept(results: readonly RowResult[], written: string, heading: readonly string[]): string[][] {
  const tables = written.split("\n\n").map((text) => text.split("\n").map(cellsOfLine));
  const [, , ...rows] = tables.find(([first]) => first?.[0] === heading[0]) ?? [];
  const known = new Set(results.map(({ title, seed }) => identity([title, String(seed)])));
  return rows.filter((row) => !known.has(identity(row)));
}

/** A row is one training: its title, which is the first cell, and its seed, which is the last. */
function identity(cells: readonly string[]): string {
  return `${cells[0]}|${cells.at(-1)}`;
}

function sorted(rows: readonly string[][], titles: readonly string[]): string[][] {
  const place = (row: readonly string[]): number => titles.indexOf(row[0] ?? "");
  return [...rows].sort((one, other) => place(one) - place(other));
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

function cellsOfLine(text: string): string[] {
  return text
    .split("|")
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function cells(result: RowResult, found: RowResult["valid"]): string[] {
  const { nll, bound, kl, perplexity, mutualInformation, activeUnits } = found;
  return [
    result.title,
    fixed(nll, 2),
    fixed(perplexity.withEos, 1),
    fixed(perplexity.withoutEos, 1),
    fixed(bound, 2),
    fixed(kl, 2),
    fixed(mutualInformation?.fullSet, 2),
    fixed(mutualInformation?.withinBatch, 2),
    fixed(activeUnits, 0),
    fixed(result.epochs, 0),
    fixed(result.hours, 2),
    String(result.seed),
  ];
}

function fixed(value: number | undefined, digits: number): string {
  return value === undefined ? "–" : value.toFixed(digits);
}
