/** Bytes that are looked at: enough to tell, little enough to read from every file of a folder. */
export const BINARY_SAMPLE = 8192;

/** Shares above which a sample is no longer taken for text. */
const MOST_CONTROL = 0.02;
const MOST_INVALID = 0.3;

/** Files that may start like text and are none: PDF, gzip, ZIP (also .docx, .epub), zstd, xz. */
const SIGNATURES: readonly (readonly number[])[] = [
  [0x25, 0x50, 0x44, 0x46, 0x2d],
  [0x1f, 0x8b],
  [0x50, 0x4b, 0x03, 0x04],
  [0x28, 0xb5, 0x2f, 0xfd],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a],
];

/**
 * Whether a file's first bytes look like something other than text in an ASCII-compatible encoding: a known signature, a
 * NUL (which also refuses UTF-16), many control characters, or mostly bytes that are no UTF-8. Latin-1 prose, whose few
 * accented letters are no UTF-8 either, still counts as text.
 */
export function looksBinary(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, BINARY_SAMPLE);
  if (sample.length === 0) return false;
  if (SIGNATURES.some((signature) => startsWith(sample, signature)) || sample.includes(0)) return true;
  const controls = sample.reduce((count, byte) => count + (isControl(byte) ? 1 : 0), 0);
  return controls > MOST_CONTROL * sample.length || invalidBytes(sample) > MOST_INVALID * sample.length;
}

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

/** C0 controls and DEL, but for backspace, tab, line breaks, form feed and escape, which text files do hold. */
function isControl(byte: number): boolean {
  return (byte < 0x20 && !(byte >= 0x08 && byte <= 0x0d) && byte !== 0x1b) || byte === 0x7f;
}

/** Bytes outside well-formed UTF-8 sequences; a sequence cut by the sample's end is not held against it. */
function invalidBytes(bytes: Uint8Array): number {
  let invalid = 0;
  for (let index = 0; index < bytes.length; ) {
    const length = sequenceLength(bytes[index] ?? 0);
    let good = 1;
    while (good < length && index + good < bytes.length && ((bytes[index + good] ?? 0) & 0xc0) === 0x80) good++;
    const complete = length > 0 && (good === length || index + good === bytes.length);
    if (!complete) invalid += good;
    index += good;
  }
  return invalid;
}

/** Bytes of the UTF-8 sequence that starts with this byte; 0 if none does. */
function sequenceLength(byte: number): number {
  if (byte < 0x80) return 1;
  if (byte >= 0xc2 && byte < 0xe0) return 2;
  if (byte >= 0xe0 && byte < 0xf0) return 3;
  return byte >= 0xf0 && byte < 0xf5 ? 4 : 0;
}
