/**
 * Opens a model package. Everything is checked here and in JavaScript, before a native parser sees a byte of it: the
 * manifest's fields, the files' places, sizes and hashes, the graphs' inputs, outputs and matrices in blocks, the tokenizer's
 * vocabulary.
 */
import { join, resolve } from "node:path";
import { HomotopyError } from "../../core/errors";
import type { GaussianMixture } from "../../core/latent/prior/mixture";
import type { Lexicon } from "../../core/text/lexicon";
import { DECODER_FILE, DECODER_INIT_FILE, ENCODER_FILE, type Manifest, modelFiles, TOKENIZER_FILE } from "../manifest";
import { checkBlocks } from "../onnx/readBlocks";
import { withSelection } from "../onnx/selection";
import { readSignature } from "../onnx/signature";
import { blockBits } from "../onnx/weightFormat";
import { loadTokenizer } from "../tokenizer/load";
import type { Tokenizer } from "../tokenizer/tokenizer";
import { checkSignature, type GraphName, graphsOf, hasSelection } from "./contract";
import { readListed, verifyListed } from "./files";
import { readLexicon } from "./lexicon";
import { readPrior } from "./prior";
import { listed, packageHash, readManifest } from "./readManifest";

export { packageHash, readManifest };

export interface ModelPackage {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly tokenizer: Tokenizer;
  /** 16 hexadecimal digits that name what the model does: the same with and without its weights file and card. */
  readonly hash: string;
  /** The prior that was fitted to the aggregate posterior; without one it is N(0, I). */
  readonly prior?: GaussianMixture | undefined;
  /** The words that the model was trained on. */
  readonly lexicon?: Lexicon | undefined;
  /** A graph as the bytes of an .onnx file, checked again as it is read. The decoder's has the selection outputs. */
  graph(which: GraphName): Promise<Uint8Array>;
}

const GRAPH_FILES: Readonly<Record<GraphName, string>> = {
  encoder: ENCODER_FILE,
  decoder: DECODER_FILE,
  decoderInit: DECODER_INIT_FILE,
};

/** @throws HomotopyError "bad-model" that names the file and what is wrong with it. */
export async function readPackage(folder: string): Promise<ModelPackage> {
  const read = await readAllButGraphs(folder);
  // Each graph is read and let go: checking must not cost the memory of all of them.
  for (const which of graphsOf(read.manifest)) await read.graph(which);
  return read;
}

/** The same for who reads every graph next: that a graph is damaged is told by `graph`. */
export async function readAllButGraphs(folder: string): Promise<ModelPackage> {
  const directory = resolve(folder);
  const manifest = await readManifest(directory);
  const graph = async (which: GraphName): Promise<Uint8Array> =>
    checkedGraph(manifest, which, await readListed(directory, listed(manifest, GRAPH_FILES[which])), directory);
  const checked = modelFiles(manifest);
  for (const file of manifest.files.filter(({ name }) => !checked.includes(name))) await verifyListed(directory, file);
  const tokenizer = await readTokenizer(directory, manifest);
  const prior = await readPrior(directory, manifest);
  const lexicon = await readLexicon(directory, manifest);
  return { directory, manifest, tokenizer, hash: packageHash(manifest), prior, lexicon, graph };
}

function checkedGraph(manifest: Manifest, which: GraphName, bytes: Uint8Array, directory: string): Uint8Array {
  const where = join(directory, GRAPH_FILES[which]);
  const signature = readSignature(bytes, where);
  checkSignature(manifest, which, signature, where);
  if (blockBits(manifest.weight_format ?? "float32") !== undefined) checkBlocks(bytes, where);
  return which !== "decoder" || hasSelection(signature, where) ? bytes : withSelection(bytes);
}

async function readTokenizer(directory: string, manifest: Manifest): Promise<Tokenizer> {
  const bytes = await readListed(directory, listed(manifest, TOKENIZER_FILE));
  const tokenizer = await loadTokenizer(new TextDecoder().decode(bytes));
  const { size, ...special } = manifest.vocabulary;
  const own = { size: tokenizer.size, ...tokenizer.special };
  for (const [name, expected] of Object.entries({ size, ...special })) {
    const found = Object.entries(own).find(([key]) => key === name)?.[1];
    if (found !== expected) {
      throw new HomotopyError(
        "bad-model",
        `The tokenizer's ${name} is ${found} where the manifest's vocabulary says ${expected}`,
        join(directory, TOKENIZER_FILE),
        "export the tokenizer and the manifest of the same model",
      );
    }
  }
  return tokenizer;
}
