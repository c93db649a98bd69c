/** The weights of a package by name: from its weights file if it has one, else read back out of its graphs. */
import { join } from "node:path";
import { HomotopyError } from "../../core/errors";
import { isLanguageModel, type NetworkConfig, parameterShapes, type Weights } from "../family/network";
import { WEIGHTS_FILE } from "../manifest";
import { decoderWeights, encoderWeights } from "../onnx/readWeights";
import { readSafetensors } from "../safetensors";
import type { ModelPackage } from "./read";

/** What is needed of a package. */
export type WeightSource = Pick<ModelPackage, "directory" | "manifest" | "graph">;

/**
 * Every weight of the network in the manifest, flat and row-major.
 * @throws HomotopyError "unavailable" for a model of another family, "bad-model" if the weights are not that network's.
 */
export async function packageWeights(source: WeightSource): Promise<Weights> {
  const { directory, manifest } = source;
  if (manifest.network === undefined) throw foreign(directory);
  const inFile = manifest.files.some(({ name }) => name === WEIGHTS_FILE);
  const weights = inFile ? await fromFile(join(directory, WEIGHTS_FILE)) : await fromGraphs(source, manifest.network);
  for (const [name, shape] of Object.entries(parameterShapes(manifest.network))) {
    const size = shape.reduce((product, axis) => product * axis, 1);
    const found = weights.get(name)?.length;
    if (found !== size) throw other(directory, name, found, size);
  }
  return weights;
}

async function fromFile(file: string): Promise<Weights> {
  const { tensors } = await readSafetensors(file);
  return new Map(
    [...tensors].flatMap(([name, { data }]) => (data instanceof Float32Array ? [[name, data] as const] : [])),
  );
}

async function fromGraphs({ graph }: WeightSource, network: NetworkConfig): Promise<Weights> {
  const decoder = await graph("decoder");
  if (isLanguageModel(network)) return decoderWeights(decoder);
  return new Map([...encoderWeights(await graph("encoder")), ...decoderWeights(decoder, await graph("decoderInit"))]);
}

export function foreign(directory: string, cannot = "training cannot go on from it"): HomotopyError {
  const what = `The model is not of the family that Homotopy trains, so that ${cannot}`;
  return new HomotopyError("unavailable", what, directory, "choose a model that Homotopy has trained");
}

function other(directory: string, name: string, found: number | undefined, expected: number): HomotopyError {
  const what = `The weight ${name} ${found === undefined ? "is missing" : `has ${found} numbers instead of ${expected}`}`;
  return new HomotopyError("bad-model", what, directory, "copy or export the model again");
}
