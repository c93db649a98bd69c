/** The experiments as a Markdown table. Errors are points above a coin's 50 %, with 95 % bootstrap intervals. */
import * as z from "zod";

const errorSchema = z.object({ error: z.number(), interval: z.object({ low: z.number(), high: z.number() }) });
const errorsSchema = z.object({ unigram: errorSchema, lstm: errorSchema });
const imputerSchema = errorsSchema.extend({
  direction: z.enum(["forward", "backward"]),
  latent: z.number(),
  nll: z.number().nullable(),
  restored: z.number(),
  training: z.object({ hours: z.number(), sentences: z.number(), tokens: z.number() }),
  work: z.object({ decoderTokens: z.number(), encodedSentences: z.number() }),
});

/** What `homotopy adversarial --json` says, as far as the table needs it. */
export const studySchema = z.object({
  share: z.number(),
  cut: z.enum(["token", "word"]),
  length: z.enum(["fixed", "free"]),
  originals: z.object({ perClass: z.number() }),
  parts: z.object({ test: z.number() }),
  baseline: imputerSchema,
  model: imputerSchema,
  difference: errorsSchema,
  nullCheck: errorsSchema,
  judge: z.object({ originals: z.number() }).nullable(),
});

export const resultSchema = z.object({
  text: z.string(),
  words: z.string(),
  minutes: z.string(),
  hidden: z.string(),
  keep: z.string(),
  more: z.string(),
  seed: z.string(),
  study: studySchema,
});

export type Result = z.infer<typeof resultSchema>;

const HEADER = [
  "text",
  "VAE",
  "RNNLM, unigrams",
  "VAE, unigrams",
  "difference",
  "RNNLM, LSTM",
  "VAE, LSTM",
  "difference",
  "real against real",
  "−ln p: RNNLM, VAE, originals",
  "work: RNNLM, VAE",
];

export function table(results: readonly Result[]): string {
  const rows = [HEADER, HEADER.map(() => "---"), ...results.map(cells)];
  return rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

function cells(result: Result): string[] {
  const { baseline, model, difference, nullCheck, judge } = result.study;
  return [
    textCell(result),
    settingsCell(result),
    points(baseline.unigram),
    points(model.unigram),
    points(difference.unigram),
    points(baseline.lstm),
    points(model.lstm),
    points(difference.lstm),
    `${points(nullCheck.unigram)}; ${points(nullCheck.lstm)}`,
    [baseline.nll, model.nll, judge?.originals].map((nats) => nats?.toFixed(1) ?? "–").join(", "),
    [baseline, model].map(({ work }) => Math.round(work.decoderTokens)).join(", "),
  ];
}

function textCell({ text, words, study: { originals, model, share, cut } }: Result): string {
  const { sentences, tokens } = model.training;
  const thousands = (count: number) => `${Math.round(count / 1000)} k`;
  return `${text}: ${thousands(sentences)} sentences, ${thousands(tokens)} tokens; ${originals.perClass} a class of at least ${words} words, ends of ${Math.round(100 * share)} %${cut === "word" ? " from a word on" : ""}`;
}

function settingsCell({ minutes, hidden, keep, more, seed, study: { model, length } }: Result): string {
  const order = model.direction === "backward" ? "right to left" : "left to right";
  const sizes = `latent ${model.latent}, LSTM ${hidden}, keep ${keep}`;
  return [order, sizes, `${minutes} min each`, ...(length === "free" ? ["free length"] : []), more, `seed ${seed}`]
    .filter((part) => part !== "")
    .join(", ");
}

function points({ error, interval: { low, high } }: z.infer<typeof errorSchema>): string {
  const one = (value: number) => (100 * value).toFixed(1).replace("-", "−");
  return `${one(error)} (${one(low)} to ${one(high)})`;
}
