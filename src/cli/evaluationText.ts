/** What an evaluation found, for people: a line a metric, with what it is of, and the verdict in words. */
import { remedyText } from "../core/metrics/collapseRemedies";
import { lengthName } from "../core/metrics/reconstructions";
import type { Evaluation, LanguageModelEvaluation, LatentEvaluation } from "../engine/evaluation/evaluation";
import { counted, fixed, table } from "./output";

type Row = readonly [name: string, value: string, remark: string];

export function evaluationText(found: Evaluation): string {
  return found.kind === "language model" ? languageModelText(found) : latentText(found);
}

function languageModelText(found: LanguageModelEvaluation): string {
  const nll: Row = ["−ln p(x)", fixed(found.nll), "nats a sentence, exact"];
  return [sizeText(found), table([nll, perplexityRow(found)])].join("\n");
}

function latentText(found: LatentEvaluation): string {
  return [
    sizeText(found),
    table([...likelihoodRows(found), ...latentRows(found), ...textRows(found)]),
    ...(found.collapse === null ? [] : collapseLines(found.collapse)),
  ].join("\n");
}

function sizeText({ sentences, tokens, truncated }: Evaluation): string {
  const cut = truncated > 0 ? `; ${counted(truncated, "sentence")} longer than the model allows, cut` : "";
  return `${counted(sentences, "sentence")}, ${counted(tokens, "token")} with end marks${cut}`;
}

function likelihoodRows(found: LatentEvaluation): Row[] {
  const { nll, nllSamples, nllPrior, nllNormaliser, bound, reconstruction, kl } = found;
  const normaliser = nllNormaliser === "sampled" ? ", normaliser estimated" : "";
  const prior = nllPrior === "learned" ? " under the learned prior" : "";
  return [
    ...(nll === null
      ? []
      : [["−ln p(x)", fixed(nll), `nats a sentence${prior}, ${nllSamples} samples${normaliser}`] as const]),
    ["bound", fixed(bound), `nats a sentence: reconstruction ${fixed(reconstruction)}, KL ${fixed(kl)}`],
    perplexityRow(found),
  ];
}

function perplexityRow({ perplexity, perplexityFrom }: Evaluation): Row {
  const of = perplexityFrom === "nll" ? "" : ", of the bound";
  return ["perplexity", fixed(perplexity.withEos), `with end marks, ${fixed(perplexity.withoutEos)} without${of}`];
}

function latentRows({ mutualInformation: information, activeUnits, latent, latentGain }: LatentEvaluation): Row[] {
  const { fullSet, fullSetCeiling, fullSetSentences, withinBatch, withinBatchCeiling } = information;
  return [
    [
      "mutual information",
      fixed(fullSet),
      `of at most ${fixed(fullSetCeiling)}, over ${counted(fullSetSentences, "sentence")}`,
    ],
    ["", fixed(withinBatch), `of at most ${fixed(withinBatchCeiling)}, within batches`],
    ["active units", String(activeUnits), `of ${latent}`],
    ...(latentGain === null
      ? []
      : [["gain of the latent", fixed(latentGain), "nats a sentence over another sentence's"] as const]),
  ];
}

function textRows({ exactReconstruction, bleu, byLength, samples, smoothness }: LatentEvaluation): Row[] {
  const percent = (share: number) => `${fixed(100 * share, 1)} %`;
  return [
    ["reconstructed exactly", percent(exactReconstruction), `BLEU-4 ${fixed(bleu)}`],
    ...byLength
      .filter(({ sentences }) => sentences > 0)
      .map(
        ({ sentences, exact, bleu: own, ...range }): Row => [
          `  ${lengthName(range)}`,
          percent(exact),
          `BLEU-4 ${fixed(own)}, ${counted(sentences, "sentence")}`,
        ],
      ),
    [
      "samples of the prior",
      counted(samples.count, "sample"),
      `distinct-1 ${fixed(samples.distinct1)}, distinct-2 ${fixed(samples.distinct2)}, self-BLEU ${fixed(samples.selfBleu)}`,
    ],
    ...(smoothness.pairs === 0
      ? []
      : [
          [
            "smoothness",
            smoothness.mean === null ? "none" : fixed(smoothness.mean),
            `of ${counted(smoothness.pairs, "homotopy").replace(/ys$/, "ies")}, ${percent(smoothness.still)} of which stand still`,
          ] as const,
        ]),
  ];
}

function collapseLines({ verdict, reasons, remedies }: NonNullable<LatentEvaluation["collapse"]>): string[] {
  const bulleted = (lines: readonly string[]) => lines.map((line) => `  ${line}`);
  return [
    "",
    `The latent space is ${verdict}:`,
    ...bulleted(reasons),
    ...(remedies.length > 0 ? ["To train it better:", ...bulleted(remedies.map(remedyText))] : []),
  ];
}
