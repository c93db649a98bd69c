/** README.md of a package: the model card (Mitchell et al. 2019), written from the manifest so that the two cannot differ. */
import { metricsSection } from "./cardMetrics";
import { isLanguageModel } from "./family/network";
import { hasLatent, LEXICON_FILE, type Manifest } from "./manifest";
import { rounded, table } from "./markdown";
import { blockBits } from "./onnx/weightFormat";

export function modelCard(manifest: Manifest): string {
  const sections = [
    header(manifest),
    data(manifest),
    training(manifest),
    metricsSection(manifest),
    limits(manifest),
    use(manifest),
  ];
  return `${sections.join("\n\n")}\n`;
}

function header(manifest: Manifest): string {
  const { name, version, language, license, attribution, latent, vocabulary, max_tokens } = manifest;
  return [
    `# ${name} ${version}`,
    "",
    ...(hasLatent(manifest) ? ABOUT_VAE : ABOUT_LANGUAGE_MODEL),
    "",
    ...table(
      ["", ""],
      [
        ["language", language],
        ["licence", license],
        ["attribution", attribution],
        [
          "latent space",
          hasLatent(manifest)
            ? `${latent.dimension} dimensions, ${manifest.family.posterior} posterior, ${priorOf(manifest)}`
            : "none",
        ],
        ["vocabulary", `${vocabulary.size} tokens`],
        ["longest sentence", `${max_tokens} tokens`],
        ...(manifest.network ? [["network", networkLine(manifest.network)]] : []),
        ["weights", manifest.weight_format ?? "float32"],
        ...(hasLexicon(manifest) ? [["lexicon", `the words of the training text, in ${LEXICON_FILE}`]] : []),
      ],
    ),
  ].join("\n");
}

/** Who shares the package shares these words: the card says so. */
function hasLexicon({ files }: Manifest): boolean {
  return files.some(({ name }) => name === LEXICON_FILE);
}

function priorOf({ family, prior }: Manifest): string {
  if (!prior) return `${family.prior} prior`;
  const gain = rounded(prior.log_density - prior.standard_log_density);
  return `prior of ${prior.components} Gaussians fitted to ${prior.sentences} posteriors (${gain} nats above N(0, I))`;
}

const ABOUT_VAE = [
  "A sentence variational autoencoder (Bowman et al. 2015, *Generating Sentences from a Continuous Space*) for Homotopy:",
  "it maps a sentence to a region of a continuous space, and every point of that space back to a sentence.",
];

const ABOUT_LANGUAGE_MODEL = [
  "A language model for Homotopy: the decoder of its sentence variational autoencoder (Bowman et al. 2015, *Generating",
  "Sentences from a Continuous Space*) without a latent space, as a baseline. It completes, samples and scores sentences.",
];

function networkLine(network: NonNullable<Manifest["network"]>): string {
  const ofEncoder = [
    network.pooling === "last-mean" ? "posterior from the last and the mean state" : "posterior from the last state",
    network.reversed ? "encoder reads from the end" : "encoder reads from the start",
  ];
  const options = [
    ...(isLanguageModel(network) ? [] : ofEncoder),
    `sentences are written ${network.direction === "left-to-right" ? "from left to right" : "from right to left"}`,
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

function hasBlocks({ weight_format = "float32" }: Manifest): boolean {
  return blockBits(weight_format) !== undefined;
}

function limits(manifest: Manifest): string {
  return [
    "## Limits",
    "",
    "- It writes what resembles its training text, with that text's mistakes, gaps and prejudices. It knows no facts.",
    "- Sentences that are longer than its limit are cut; other languages, code and rare words come out poorly.",
    ...(hasLatent(manifest) ? ["- A variant is near in the model's space, which is not always near in meaning."] : []),
  ].join("\n");
}

function use(manifest: Manifest): string {
  if (!hasLatent(manifest)) {
    return [
      "## Use",
      "",
      "```sh",
      'homotopy complete "The beginning of" --model .',
      "homotopy sample --model .",
      "```",
    ].join("\n");
  }
  return [
    "## Use",
    "",
    "```sh",
    'homotopy variants "A sentence of yours." --model .',
    'homotopy interpolate "One sentence." "Another one." --model .',
    "```",
    "",
    hasBlocks(manifest)
      ? "The graphs are ONNX with ONNX Runtime's MatMulNBits, and run wherever that runs, in Python for instance:"
      : "The graphs are plain ONNX and run in any runtime, in Python for instance:",
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
