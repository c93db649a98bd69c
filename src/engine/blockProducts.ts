/**
 * Where products with matrices in blocks are fast. Compiled to WebAssembly they take ten times as long as those with whole
 * matrices; of GPUs and other processors not all have them. There the matrices are made whole when a model is opened.
 */
import { DECODER_FILE, type Manifest } from "../model/manifest";
import { blockBits } from "../model/onnx/weightFormat";
import { withWholeMatrices } from "../model/onnx/wholeMatrices";
import type { GraphName } from "../model/package/contract";
import type { Provider } from "../model/providers";
import { isNative } from "./runtime";

/** A graph of a package as it runs best on a provider: only the decoder multiplies by blocks. */
export async function suitedTo(
  provider: Provider,
  which: GraphName,
  graph: Uint8Array,
  manifest: Manifest,
): Promise<Uint8Array> {
  const hasBlocks = which === "decoder" && blockBits(manifest.weight_format ?? "float32") !== undefined;
  return hasBlocks && !(await multipliesBlocks(provider)) ? withWholeMatrices(graph, DECODER_FILE) : graph;
}

async function multipliesBlocks(provider: Provider): Promise<boolean> {
  return provider === "cpu" && process.arch === "x64" && (await isNative());
}
