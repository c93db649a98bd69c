/**
 * Which encoding a text file is in: a byte order mark says it; else UTF-16 shows by the zero bytes of its spaces and
 * letters, UTF-8 by being well-formed, and the rest is a legacy encoding: Windows-1252 (of which Latin-1 is a part)
 * unless most bytes are beyond ASCII, as in other scripts, where chardet's statistics decide.
 */
import { analyse } from "chardet";
import { looksBinary } from "./binary";

/** Names as `TextDecoder` knows them. */
export type Encoding = string;

/** Bytes that are looked at. */
export const ENCODING_SAMPLE = 1 << 16;
/** Bytes for chardet, whose time is long. */
const STATISTICS_SAMPLE = 1 << 13;

/** Share of bytes beyond ASCII from which a text is in no Western encoding. */
const OTHER_SCRIPT = 0.25;
/** Least confidence of chardet, of 100, and how many times that of the next one. */
const SURE = 30;
const SURER = 2;
/** What chardet may say, as `TextDecoder` calls it. */
const OTHER_SCRIPTS: ReadonlyMap<string, Encoding> = new Map(
  "Shift_JIS EUC-JP EUC-KR Big5 GB18030 ISO-2022-JP windows-1251 KOI8-R ISO-8859-5 ISO-8859-6 ISO-8859-7 ISO-8859-8 windows-1253 windows-1254 windows-1255 windows-1256"
    .split(" ")
    .map((name) => [name, name.toLowerCase()]),
);
/** UTF-8 with a few damaged bytes is UTF-8 still. */
const MOST_DAMAGED = 0.1;
/** Share of controls, unassigned and private characters up to which a text in UTF-16 is one. */
const MOST_STRANGE = 0.02;
const STRANGE = /(?![\t\n\f\r\u200c\ufeff]|\u200d)\p{C}|\ufffd/gu;

/** The encoding of a text by its first bytes; undefined if they are no text. */
export function detectEncoding(bytes: Uint8Array): Encoding | undefined {
  const sample = bytes.subarray(0, ENCODING_SAMPLE);
  const marked = byteOrderMark(sample);
  if (marked !== undefined) return marked;
  if (sample.includes(0)) return utf16(sample);
  const { ascii, damaged, multibyte } = census(sample);
  if (damaged <= MOST_DAMAGED * multibyte) return looksBinary(sample) ? undefined : "utf-8";
  if (sample.length - ascii > OTHER_SCRIPT * sample.length) return otherScript(sample);
  return looksBinary(sample) ? undefined : "windows-1252";
}

/** The text of a whole file without its byte order mark; undefined if it is none. Damaged bytes become U+FFFD. */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly encoding: Encoding } | undefined {
  const decoder = new TextStream();
  const text = decoder.push(bytes) + decoder.end();
  return decoder.encoding === undefined ? undefined : { text, encoding: decoder.encoding };
}

/** Decodes a file that arrives in pieces. The encoding is told by the first piece that is not all ASCII. */
export class TextStream {
  /** "utf-8" until told otherwise: ASCII is part of it. Undefined once it is clear that this is no text. */
  encoding: Encoding | undefined = "utf-8";
  #decoder = new TextDecoder("utf-8");
  #told = false;
  #begun = false;

  push(bytes: Uint8Array): string {
    if (this.encoding === undefined) return "";
    if (!this.#told && !isPlain(bytes)) this.#tell(detectEncoding(bytes));
    else if (!this.#begun && looksBinary(bytes)) this.#tell(undefined);
    this.#begun ||= bytes.length > 0;
    // Node 20 takes Windows-1252 for Latin-1 where it does not stream.
    return this.encoding === undefined ? "" : this.#decoder.decode(bytes, { stream: true });
  }

  end(): string {
    return this.encoding === undefined ? "" : this.#decoder.decode();
  }

  #tell(encoding: Encoding | undefined): void {
    this.encoding = encoding;
    if (encoding !== undefined && encoding !== "utf-8") this.#decoder = new TextDecoder(encoding);
    this.#told = true;
  }
}

function byteOrderMark([a, b, c, d]: Uint8Array): Encoding | undefined {
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8";
  // FF FE 00 00 is UTF-32, which nobody writes, or UTF-16 that begins with a zero.
  if (a === 0xff && b === 0xfe && !(c === 0 && d === 0)) return "utf-16le";
  return a === 0xfe && b === 0xff ? "utf-16be" : undefined;
}

/** The one with zeros only in its high bytes, if what comes out reads like text. */
function utf16(sample: Uint8Array): Encoding | undefined {
  const zeros = [0, 0];
  for (let index = 0; index < sample.length; index++) if (sample[index] === 0) zeros[index % 2]++;
  const [even, odd] = zeros;
  if (even > 0 && odd > 0) return undefined;
  const encoding = odd > 0 ? "utf-16le" : "utf-16be";
  const text = new TextDecoder(encoding).decode(sample.subarray(0, sample.length & ~1));
  const strange = text.match(STRANGE)?.length ?? 0;
  return strange <= MOST_STRANGE * text.length && /[\p{L}\p{N}]/u.test(text) ? encoding : undefined;
}

/** Bytes of ASCII, sequences beyond it, and those of them that are no UTF-8 (one that the end cuts is not counted). */
function census(bytes: Uint8Array): { ascii: number; damaged: number; multibyte: number } {
  let ascii = 0;
  let damaged = 0;
  let multibyte = 0;
  for (let index = 0; index < bytes.length; ) {
    const lead = bytes[index];
    if (lead < 0x80) {
      ascii++;
      index++;
      continue;
    }
    const length =
      lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
    let good = 1;
    while (good < length && (bytes[index + good] & 0xc0) === 0x80) good++;
    if (index + good < bytes.length || good === length) {
      multibyte++;
      if (good !== length) damaged++;
    }
    index += good;
  }
  return { ascii, damaged, multibyte };
}

function otherScript(sample: Uint8Array): Encoding | undefined {
  const [best, next] = analyse(sample.subarray(0, STATISTICS_SAMPLE)).filter(({ name }) => OTHER_SCRIPTS.has(name));
  const isSure = best !== undefined && best.confidence >= SURE && best.confidence >= SURER * (next?.confidence ?? 0);
  return isSure ? OTHER_SCRIPTS.get(best.name) : undefined;
}

/** Whether all bytes are ASCII without zeros: a few instructions a byte. */
function isPlain(bytes: Uint8Array): boolean {
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === 0 || byte >= 0x80) return false;
  }
  return true;
}
