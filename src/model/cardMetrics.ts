/** The metrics of a model card: what was measured and how, and in plain words whether the latent space has collapsed. */
import { remedyText } from "../core/metrics/collapseRemedies";
import { lengthName } from "../core/metrics/reconstructions";
import { diagnoseManifest } from "./diagnosis";
import { hasLatent, type Manifest } from "./manifest";
import { rounded, table } from "./markdown";

type Metrics = Manifest["metrics"];
/** Undefined: not measured. */
type Row = readonly [name: string, value: string | undefined];

export function metricsSection(manifest: Manifest): string {
  const { metrics } = manifest;
  const rows = hasLatent(manifest)
    ? [...likelihoodRows(metrics), ...latentRows(manifest), ...textRows(metrics)]
    : languageModelRows(metrics);
  return [
    "## Metrics",
    "",
    `On ${metrics.sentences} sentences, ${metrics.tokens} tokens. ${metrics.protocol}`,
    "",
    ...table(
      ["metric", "value"],
      rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
    ...verdict(manifest),
  ].join("\n");
}

function languageModelRows(metrics: Metrics): Row[] {
  return [["−ln p(x), nats a sentence", rounded(metrics.bound)], unigrams(metrics), ...perplexityRows(metrics)];
}

function likelihoodRows(metrics: Metrics): Row[] {
  const { bound, reconstruction, kl, nll } = metrics;
  return [
    ["bound on −ln p(x), nats a sentence", rounded(bound)],
    unigrams(metrics),
    ["reconstruction, nats a sentence", rounded(reconstruction)],
    ["KL, nats a sentence", rounded(kl)],
    ["−ln p(x), importance-weighted", nll && `${rounded(nll.value)} (${nll.samples} samples)`],
    ...perplexityRows(metrics),
  ];
}

function unigrams({ unigram_bound }: Metrics): Row {
  return ["the same under unigrams (to beat)", optional(unigram_bound)];
}

function perplexityRows({ perplexity }: Metrics): Row[] {
  const of = perplexity?.from === "bound" ? " (of the bound)" : "";
  const value = (number: number | undefined) => (number === undefined ? undefined : `${rounded(number)}${of}`);
  return [
    ["perplexity with the end mark", value(perplexity?.with_eos)],
    ["perplexity without the end mark", value(perplexity?.without_eos)],
  ];
}

function latentRows({ metrics, latent }: Manifest): Row[] {
  const { mutual_information: information, latent_gain, active_units } = metrics;
  return [
    ["active units", `${active_units} of ${latent.dimension}`],
    ["mutual information, full set", information && ceiling(information.full_set, information.full_set_ceiling)],
    [
      "mutual information, within batch",
      information && ceiling(information.within_batch, information.within_batch_ceiling),
    ],
    ["gain of the latent over another sentence's, nats a sentence", optional(latent_gain)],
  ];
}

function textRows({ exact_reconstruction, bleu, by_length = [], samples, smoothness }: Metrics): Row[] {
  return [
    ["reconstructed exactly", exact_reconstruction === undefined ? undefined : percent(exact_reconstruction)],
    ["BLEU-4 of reconstructions", optional(bleu)],
    ...by_length
      .filter(({ sentences }) => sentences > 0)
      .map(
        ({ sentences, exact_reconstruction: exact, bleu: own, ...range }): Row => [
          `reconstructed exactly, ${lengthName(range)}`,
          `${percent(exact)}, BLEU-4 ${rounded(own)} (${sentences} sentences)`,
        ],
      ),
    [
      "samples of the prior",
      samples &&
        `distinct-1 ${rounded(samples.distinct_1)}, distinct-2 ${rounded(samples.distinct_2)}, ` +
          `self-BLEU ${rounded(samples.self_bleu)} (${samples.count} samples)`,
    ],
    [
      "smoothness of homotopies",
      smoothness &&
        `${smoothness.mean === null ? "none moves" : rounded(smoothness.mean)} ` +
          `(${smoothness.pairs} pairs, ${percent(smoothness.still)} stand still)`,
    ],
  ];
}

function verdict(manifest: Manifest): string[] {
  const diagnosis = diagnoseManifest(manifest);
  if (diagnosis === undefined) return [];
  const { reasons, remedies } = diagnosis;
  return [
    "",
    `**The latent space is ${diagnosis.verdict}**: ${reasons.join("; ")}.`,
    ...(remedies.length === 0
      ? []
      : ["", "To train it better:", "", ...remedies.map((remedy) => `- ${remedyText(remedy)}`)]),
  ];
}

function ceiling(value: number, greatest: number): string {
  return `${rounded(value)} (at most ${rounded(greatest)})`;
}

function optional(value: number | undefined): string | undefined {
  return value === undefined ? undefined : rounded(value);
}

function percent(share: number): string {
  return `${rounded(100 * share)} %`;
}
