/** A package that is to be copied, wherever it lies: in a folder or in an archive. */
import { CARD_FILE, MANIFEST_FILE, type Manifest, type ManifestFile, manifestJson } from "../../manifest";

/** Bytes that a model card may have: a text to read. */
export const LARGEST_CARD = 2 ** 20;

export interface PackageSource {
  /** For errors. */
  readonly where: string;
  readonly manifest: Manifest;
  /** Text of the model card, if there is one. */
  readonly card: string | undefined;
  /** A listed file in pieces; in an error if it is not the one that the manifest describes. */
  contents(file: ManifestFile): AsyncIterable<Uint8Array>;
  close(): void;
}

/** What a copy holds beside the listed files, as names and texts. */
export function textsOf({ manifest, card }: Pick<PackageSource, "manifest" | "card">): readonly [string, string][] {
  const isListed = manifest.files.some(({ name }) => name === CARD_FILE);
  return [
    [MANIFEST_FILE, manifestJson(manifest)],
    ...(card === undefined || isListed ? [] : ([[CARD_FILE, card]] satisfies [string, string][])),
  ];
}
