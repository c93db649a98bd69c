/** The rows as a Markdown table. Nats a sentence, end marks counted. */
import { z } from "zod";

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

export function table(results: readonly RowResult[]): string {
  const sets = (["valid", "test"] as const).filter((set) => results.some((result) => result[set] !== undefined));
  return sets.map((set) => tableOf(results, set)).join("\n\n");
}

function tableOf(results: readonly RowResult[], set: "valid" | "test"): string {
  const rows = results.flatMap((result) => {
    const found = result[set];
    return found === undefined ? [] : [cells(result, found)];
  });
  const lines = [HEADER.with(0, set === "valid" ? "validation" : "test"), HEADER.map(() => "---"), ...rows];
  return lines.map((row) => `| ${row.join(" | ")} |`).join("\n");
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
