/** A package with its weights kept in another format: graphs written anew, every other file as it is. */
import { resolve } from "node:path";
import { DECODER_FILE, DECODER_INIT_FILE, ENCODER_FILE, type Manifest, WEIGHTS_FILE } from "../manifest";
import type { WeightFormat } from "../onnx/weightFormat";
import { graphFiles } from "./export";
import { readListed } from "./files";
import { readPackage } from "./read";
import { foreign, packageWeights } from "./weights";
import { packageFile, writePackage } from "./write";

/** What holds the weights. */
const REPLACED: readonly string[] = [ENCODER_FILE, DECODER_FILE, DECODER_INIT_FILE, WEIGHTS_FILE];

/**
 * Writes the package of `directory` in `format` to `out`, which may be the same folder. A file of weights by name does not
 * come along: the graphs hold all that is needed to train on, as they keep it. Metrics are those of the source.
 * @throws HomotopyError "unavailable" for a model of another family, "bad-model" for a damaged package or weights that the
 *   format cannot hold, otherwise as `writePackage` does
 */
export async function convertPackage(directory: string, format: WeightFormat, out: string): Promise<Manifest> {
  const from = resolve(directory);
  const source = await readPackage(from);
  const { files, ...manifest } = source.manifest;
  const { network, decoder, vocabulary } = manifest;
  if (network === undefined) throw foreign(from, "its weights cannot be converted");
  const weights = await packageWeights(source);
  const kept = files.filter(({ name }) => !REPLACED.includes(name));
  const form = { format, inputless: decoder.inputless ? vocabulary : undefined };
  return writePackage(out, {
    manifest: { ...manifest, weight_format: format },
    files: [
      ...(await Promise.all(kept.map(async (file) => packageFile(file.name, await readListed(from, file))))),
      ...graphFiles(network, weights, form),
    ],
  });
}
