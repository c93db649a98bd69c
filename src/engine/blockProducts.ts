/**
 * Where products with matrices in blocks are fast. Compiled to WebAssembly they take ten times as long as those with whole
 * matrices; of GPUs and other processors not all have them. There the matrices are made whole when a model is opened.
 */
import type { Manifest } from "../model/manifest";
import { blockBits } from "../model/onnx/weightFormat";
import { withWholeMatrices } from "../model/onnx/wholeMatrices";
import type { GraphName } from "../model/package/contract";
import type { Provider } from "../model/providers";
import { isNative } from "./runtime";

type Graphs = ReadonlyMap<GraphName, Uint8Array>;

/** The graphs of a package as they run best on a provider. */
export async function suitedTo(provider: Provider, graphs: Graphs, manifest: Manifest): Promise<Graphs> {
  const hasBlocks = blockBits(manifest.weight_format ?? "float32") !== undefined;
  if (!hasBlocks || (await multipliesBlocks(provider))) return graphs;
  return new Map([...graphs].map(([which, graph]) => [which, which === "decoder" ? withWholeMatrices(graph) : graph]));
}

async function multipliesBlocks(provider: Provider): Promise<boolean> {
  return provider === "cpu" && process.arch === "x64" && (await isNative());
}
