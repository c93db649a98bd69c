/** README.md of a package: the model card (Mitchell et al. 2019), written from the manifest so that the two cannot differ. */
import type { Manifest } from "./manifest";

export function modelCard(manifest: Manifest): string {
  const sections = [header(manifest), data(manifest), training(manifest), metrics(manifest), LIMITS, use(manifest)];
  return `${sections.join("\n\n")}\n`;
}

function header(manifest: Manifest): string {
  const { name, version, language, license, attribution, latent, vocabulary, max_tokens } = manifest;
  return [
    `# ${name} ${version}`,
    "",
    "A sentence variational autoencoder (Bowman et al. 2015, *Generating Sentences from a Continuous Space*) for Homotopy:",
    "it maps a sentence to a region of a continuous space, and every point of that space back to a sentence.",
    "",
    ...table(
      ["", ""],
      [
        ["language", language],
        ["licence", license],
        ["attribution", attribution],
        [
          "latent space",
          `${latent.dimension} dimensions, ${manifest.family.posterior} posterior, ${manifest.family.prior} prior`,
        ],
        ["vocabulary", `${vocabulary.size} tokens`],
        ["longest sentence", `${max_tokens} tokens`],
        ...(manifest.network ? [["network", networkLine(manifest.network)]] : []),
      ],
    ),
  ].join("\n");
}

function networkLine(network: NonNullable<Manifest["network"]>): string {
  const options = [
    network.pooling === "last-mean" ? "posterior from the last and the mean state" : "posterior from the last state",
    network.reversed ? "encoder reads from the end" : "encoder reads from the start",
    ...(network.tied ? ["output shares the embedding"] : []),
    ...(network.skip ? ["latent reaches the output directly"] : []),
  ];
  return `LSTM, ${network.hidden} units, embedding of ${network.embedding}; ${options.join(", ")}`;
}

function data(manifest: Manifest): string {
  const rows = manifest.training.corpora.map(({ name, source, license, sentences, tokens, validation_sentences }) => [
    source ? `${name} (${source})` : name,
    license ?? "not stated",
    String(sentences),
    String(tokens),
    String(validation_sentences ?? 0),
  ]);
  return ["## Data", "", ...table(["corpus", "licence", "sentences", "tokens", "held-out sentences"], rows)].join("\n");
}

function training(manifest: Manifest): string {
  const { recipe, software, device, steps, epochs, hours } = manifest.training;
  const length = `${steps} steps${epochs === undefined ? "" : ` (${rounded(epochs)} epochs)`} in ${rounded(hours)} hours`;
  const preset = recipe.preset ? `Preset \`${recipe.preset}\`, seed` : "Seed";
  return [
    "## Training",
    "",
    `${preset} ${recipe.seed}; ${length}${device ? ` on ${device}` : ""}.`,
    "",
    ...table(
      ["option", "value"],
      Object.entries(recipe.options).map(([name, value]) => [`\`${name}\``, String(value)]),
    ),
    "",
    `Software: ${Object.entries(software)
      .map(([name, version]) => `${name} ${version}`)
      .join(", ")}.`,
  ].join("\n");
}

function metrics(manifest: Manifest): string {
  const { metrics: found, latent } = manifest;
  const information = found.mutual_information;
  const rows: (readonly [string, string | undefined])[] = [
    ["bound on −ln p(x), nats a sentence", rounded(found.bound)],
    ["the same under unigrams (to beat)", optional(found.unigram_bound)],
    ["reconstruction, nats a sentence", rounded(found.reconstruction)],
    ["KL, nats a sentence", rounded(found.kl)],
    ["active units", `${found.active_units} of ${latent.dimension}`],
    ["−ln p(x), importance-weighted", found.nll && `${rounded(found.nll.value)} (${found.nll.samples} samples)`],
    ["perplexity with the end mark", optional(found.perplexity?.with_eos)],
    ["perplexity without the end mark", optional(found.perplexity?.without_eos)],
    ["mutual information, full set", information && ceiling(information.full_set, information.full_set_ceiling)],
    [
      "mutual information, within batch",
      information && ceiling(information.within_batch, information.within_batch_ceiling),
    ],
    [
      "reconstructed exactly",
      found.exact_reconstruction === undefined ? undefined : `${rounded(100 * found.exact_reconstruction)} %`,
    ],
  ];
  return [
    "## Metrics",
    "",
    `On ${found.sentences} sentences, ${found.tokens} tokens. ${found.protocol}`,
    "",
    ...table(
      ["metric", "value"],
      rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    ),
  ].join("\n");
}

const LIMITS = [
  "## Limits",
  "",
  "- It writes what resembles its training text, with that text's mistakes, gaps and prejudices. It knows no facts.",
  "- Sentences that are longer than its limit are cut; other languages, code and rare words come out poorly.",
  "- A variant is near in the model's space, which is not always near in meaning.",
].join("\n");

function use(manifest: Manifest): string {
  return [
    "## Use",
    "",
    "```sh",
    'homotopy variants "A sentence of yours." --model .',
    'homotopy interpolate "One sentence." "Another one." --model .',
    "```",
    "",
    "The graphs are plain ONNX and run in any runtime, in Python for instance:",
    "",
    "```python",
    "import numpy, onnxruntime, tokenizers",
    "",
    'ids = tokenizers.Tokenizer.from_file("tokenizer.json").encode("A sentence of yours.", add_special_tokens=False).ids',
    `tokens = numpy.array([ids + [${manifest.vocabulary.eos}]])  # the end mark`,
    'encoder = onnxruntime.InferenceSession("encoder.onnx")',
    'mean, log_variance = encoder.run(None, {"tokens": tokens, "lengths": numpy.array([tokens.shape[1]])})',
    "```",
  ].join("\n");
}

/** Cells come from a manifest that anybody may have written: they must not break out of the table. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)];
}

function escaped(cell: string): string {
  return cell.replace(/\s+/g, " ").replace(/\|/g, "\\|");
}

function ceiling(value: number, greatest: number): string {
  return `${rounded(value)} (at most ${rounded(greatest)})`;
}

function optional(value: number | undefined): string | undefined {
  return value === undefined ? undefined : rounded(value);
}

function rounded(value: number): string {
  return String(Number(value.toPrecision(4)));
}
