/** From a trained network to a package: graphs, tokenizer, weights, manifest and card in one folder. */
import type { Lexicon } from "../../core/text/lexicon";
import { isLanguageModel, type NetworkConfig, parameterShapes, type Weights } from "../family/network";
import {
  DECODER_FILE,
  DECODER_INIT_FILE,
  ENCODER_FILE,
  MANIFEST_FORMAT,
  type Manifest,
  TOKENIZER_FILE,
  WEIGHTS_FILE,
} from "../manifest";
import { type DecoderForm, decoderModel } from "../onnx/decoder";
import { decoderInitModel } from "../onnx/decoderInit";
import { encoderModel } from "../onnx/encoder";
import type { WeightFormat } from "../onnx/weightFormat";
import { writeSafetensors } from "../safetensors";
import type { Tokenizer } from "../tokenizer/tokenizer";
import { lexiconFile } from "./lexicon";
import { type LearnedPrior, priorFile, priorInManifest } from "./prior";
import { disk, type Storage } from "./storage";
import { type PackageFile, packageFile, writePackage } from "./write";

/** What the manifest says beyond what follows from network and tokenizer. */
export type ManifestParts = Pick<
  Manifest,
  "name" | "version" | "license" | "attribution" | "language" | "max_tokens" | "training" | "metrics"
> & {
  /** Mean, deviation and KL by dimension. */
  readonly latent: Omit<Manifest["latent"], "dimension">;
};

export interface ExportRequest {
  /** The package's folder; an older package there is replaced. */
  readonly directory: string;
  readonly config: NetworkConfig;
  readonly weights: Weights;
  readonly tokenizer: Tokenizer;
  readonly manifestParts: ManifestParts;
  /** Whether the decoder was trained without its inputs. Default: false. */
  readonly inputless?: boolean;
  /** Default: N(0, I). */
  readonly prior?: LearnedPrior | undefined;
  /** The words of the training text, which decoding can keep to. */
  readonly lexicon?: Lexicon | undefined;
  /** How the graphs keep the weights. Default: float32. */
  readonly weightFormat?: WeightFormat;
  /** Whether to keep the weights by name, for training to go on. */
  readonly includeWeights: boolean;
  readonly storage?: Storage;
}

/** Writes the package and returns its manifest. @throws HomotopyError as `writePackage` does */
export async function exportPackage(request: ExportRequest): Promise<Manifest> {
  const { config, weights, tokenizer, prior, lexicon, inputless = false, weightFormat = "float32" } = request;
  const { latent, ...parts } = request.manifestParts;
  const { hidden, latent: dimension } = config;
  const distribution = isLanguageModel(config) ? "none" : "gaussian";
  if (tokenizer.size !== config.vocabulary) {
    throw new RangeError(`A tokenizer of ${tokenizer.size} tokens for a network of ${config.vocabulary}`);
  }
  return writePackage(
    request.directory,
    {
      manifest: {
        format: MANIFEST_FORMAT,
        ...parts,
        family: { posterior: distribution, prior: prior ? "mixture" : distribution },
        latent: { dimension, ...latent },
        vocabulary: { size: config.vocabulary, ...tokenizer.special },
        decoder: {
          direction: config.direction === "left-to-right" ? "forward" : "backward",
          ...(inputless && { inputless }),
          states: [
            { name: "state_0", shape: ["batch", hidden] },
            { name: "state_1", shape: ["batch", hidden] },
          ],
        },
        network: config,
        ...(weightFormat !== "float32" && { weight_format: weightFormat }),
        ...(prior && priorInManifest(prior)),
      },
      files: [
        packageFile(TOKENIZER_FILE, tokenizer.toJson()),
        ...graphFiles(config, weights, { inputless: inputless ? tokenizer.special : undefined, format: weightFormat }),
        ...(prior ? [priorFile(prior.mixture)] : []),
        ...(lexicon ? [lexiconFile(lexicon)] : []),
        ...(request.includeWeights ? [weightsFile(config, weights)] : []),
      ],
    },
    request.storage ?? disk,
  );
}

/** The graphs that a network of that kind has. */
export function graphFiles(config: NetworkConfig, weights: Weights, form: DecoderForm): readonly PackageFile[] {
  const decoder = packageFile(DECODER_FILE, decoderModel(config, weights, form));
  if (isLanguageModel(config)) return [decoder];
  return [
    packageFile(ENCODER_FILE, encoderModel(config, weights, form.format)),
    decoder,
    packageFile(DECODER_INIT_FILE, decoderInitModel(config, weights, form.format)),
  ];
}

/** The weights by name, in the network's order, to read with `readSafetensors`. */
function weightsFile(config: NetworkConfig, weights: Weights): PackageFile {
  const tensors = new Map(
    Object.entries(parameterShapes(config)).map(([name, shape]) => {
      const data = weights.get(name);
      if (!data) throw new RangeError(`No weight named ${name}`);
      return [name, { shape, data }];
    }),
  );
  const metadata = { format: "homotopy-weights/1", network: JSON.stringify(config) };
  return { name: WEIGHTS_FILE, write: (sink) => writeSafetensors(sink, { tensors, metadata }) };
}
