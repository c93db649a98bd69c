import type { Command } from "commander";
import { HomotopyError } from "../../core/errors";
import { remedyText } from "../../core/metrics/collapseRemedies";
import { diagnoseManifest } from "../../model/diagnosis";
import { hasLatent, type Manifest } from "../../model/manifest";
import { chosenModel } from "../models";
import { command, examples, type OutputOptions } from "../options";
import { counted, fixed, show, table } from "../output";
import type { Terminal } from "../terminal";

interface InspectOptions extends OutputOptions {
  readonly model?: string;
}

export function inspectCommand(terminal: Terminal): Command {
  return command("inspect", "Manifest and metrics of a model package; every file is checked")
    .argument("[dir]", "the package's folder, or the name of a bundled model")
    .option("--model <dir|name>", "the same as the argument")
    .addHelpText("after", examples("inspect", "inspect my-model --json"))
    .action(async (directory: string | undefined, { model, json }: InspectOptions) => {
      if (directory !== undefined && model !== undefined && directory !== model) {
        throw new HomotopyError("bad-call", "Two models", "homotopy inspect", "give the folder or --model, not both");
      }
      const { readPackage } = await import("../../model/package/read");
      const { manifest } = await readPackage(await chosenModel(directory ?? model));
      show(terminal, manifest, json, asText);
    });
}

function asText(manifest: Manifest): string {
  const { metrics, training, latent, vocabulary } = manifest;
  const { options, seed, preset } = training.recipe;
  const unigram = metrics.unigram_bound === undefined ? "" : `; unigrams ${fixed(metrics.unigram_bound)}`;
  const diagnosis = diagnoseManifest(manifest);
  const facts = [
    ["model", `${manifest.name} ${manifest.version}, ${manifest.language}, ${manifest.license}`],
    ["from", manifest.attribution],
    [
      "latent",
      hasLatent(manifest) ? `${latent.dimension} dimensions, ${metrics.active_units} active` : "none: a language model",
    ],
    ["vocabulary", `${counted(vocabulary.size, "token")}, sentences of up to ${counted(manifest.max_tokens, "token")}`],
    ["weights", manifest.weight_format ?? "float32"],
    ...(hasLatent(manifest)
      ? [
          ["bound", `${fixed(metrics.bound)} nats a sentence`],
          ["", `reconstruction ${fixed(metrics.reconstruction)}, KL ${fixed(metrics.kl)}${unigram}`],
        ]
      : [["−ln p", `${fixed(metrics.bound)} nats a sentence${unigram}`]]),
    ...(diagnosis === undefined
      ? []
      : [["latent space", [diagnosis.verdict, ...diagnosis.remedies.map(remedyText)].join("; ")]]),
    ["measured", metrics.protocol],
    ...training.corpora.map((corpus) => ["trained on", `${corpus.name}, ${counted(corpus.sentences, "sentence")}`]),
    ["trained for", `${counted(training.steps, "step")}, ${fixed(training.hours * 60, 1)} minutes`],
    [
      "recipe",
      `${preset ? `preset ${preset}, ` : ""}seed ${seed}, ${Object.keys(options).length} options (--json shows them)`,
    ],
  ];
  const files = manifest.files.map(({ name, bytes }) => [`  ${name}`, `${counted(bytes, "byte")}`]);
  return `${table(facts)}\nfiles\n${table(files, "lr")}`;
}
