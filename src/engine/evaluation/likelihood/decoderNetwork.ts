/** The network behind a package's decoder, if it is ours, and how its graphs of a whole sentence are fed. */
import { HomotopyError } from "../../../core/errors";
import type { NetworkConfig, Weights } from "../../../model/family/network";
import type { Manifest } from "../../../model/manifest";
import { decoderWeights } from "../../../model/onnx/readWeights";
import type { ModelPackage } from "../../../model/package/read";
import type { Feeds } from "../../session";
import type { Sentence } from "./scorer";

export interface DecoderNetwork {
  readonly config: NetworkConfig;
  readonly weights: Weights;
  /** Begin and end mark. */
  readonly bos: number;
  readonly eos: number;
  /** Of an inputless decoder: the token that it reads in the place of every one that it has written. */
  readonly inputless?: number;
}

/** Undefined for a decoder of another family. @throws HomotopyError "bad-model" for damaged graphs. */
export async function readDecoderNetwork(
  { network, vocabulary: { bos, eos, unk }, decoder: { inputless } }: Manifest,
  graph: ModelPackage["graph"],
): Promise<DecoderNetwork | undefined> {
  if (network === undefined) return undefined;
  try {
    const weights = decoderWeights(await graph("decoder"), await graph("decoderInit"));
    return { config: network, weights, bos, eos, ...(inputless && { inputless: unk }) };
  } catch (error) {
    if (error instanceof HomotopyError && error.code === "unavailable") return undefined;
    throw error;
  }
}

/** What the decoder reads and what it should say, [time] each. */
export function forcedFeeds({ bos, eos, inputless }: DecoderNetwork, { tokens }: Sentence): Feeds {
  const shape = [tokens.length + 1];
  return {
    tokens: { data: Int32Array.of(bos, ...tokens.map((token) => inputless ?? token)), shape },
    targets: { data: Int32Array.of(...tokens, eos), shape },
  };
}
