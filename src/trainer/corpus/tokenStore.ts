/** Tokenised sentences in a file that is read a block at a time, so that memory does not grow with the corpus. */
import { type FileHandle, open } from "node:fs/promises";
import { HomotopyError, messageOf } from "../../core/errors";
import { writeFileAtomically } from "../../model/atomicFile";
import { disk, type Storage } from "../../model/package/storage";
import {
  type BlockSize,
  blockBytes,
  decodeBlock,
  decodeFooter,
  decodeIndex,
  encodeBlock,
  encodeIndex,
  FOOTER_BYTES,
  MAGIC,
  type TokenIds,
  type TokenIndex,
} from "./tokenFormat";

/** Sentences of a block: enough to read at once, few enough to mix well. */
const BLOCK_SENTENCES = 1024;

export interface TokenBlock {
  /** Number of the block's first sentence in the store. */
  readonly first: number;
  /** The sentences' tokens, without marks. */
  readonly sentences: readonly TokenIds[];
}

/** Writes sentences as they come; the file is whole or not there. Throws `disk` if it cannot be written. */
export async function writeTokenStore(
  file: string,
  vocabulary: number,
  sentences: AsyncIterable<readonly (readonly number[])[]>,
  storage: Storage = disk,
): Promise<void> {
  await writeFileAtomically(
    file,
    async (sink) => {
      const histogram: number[] = [];
      const blocks: BlockSize[] = [];
      let pending: (readonly number[])[] = [];
      let offset = MAGIC.length;
      const flush = async (): Promise<void> => {
        const block = { sentences: pending.length, tokens: pending.reduce((sum, ids) => sum + ids.length, 0) };
        await sink.write(encodeBlock(pending, vocabulary));
        blocks.push(block);
        offset += blockBytes(block, vocabulary);
        pending = [];
      };
      await sink.write(MAGIC);
      for await (const some of sentences) {
        for (const ids of some) {
          pending.push(ids);
          histogram[ids.length + 1] = (histogram[ids.length + 1] ?? 0) + 1;
          if (pending.length === BLOCK_SENTENCES) await flush();
        }
      }
      if (pending.length > 0) await flush();
      const counts = Float64Array.from(histogram, (count: number | undefined) => count ?? 0);
      await sink.write(encodeIndex({ vocabulary, histogram: counts, blocks }, offset));
    },
    storage,
  );
}

/** A finished token file. Nothing stays open between reads. */
export class TokenStore {
  readonly vocabulary: number;
  /** `histogram[t]`: sentences of t positions, the end mark among them. */
  readonly histogram: Float64Array;
  readonly blockCount: number;
  /** Sentences. */
  readonly count: number;
  /** Tokens, end marks not counted. */
  readonly tokens: number;
  readonly #places: readonly (BlockSize & { readonly offset: number; readonly first: number })[];

  private constructor(
    readonly file: string,
    { vocabulary, histogram, blocks }: TokenIndex,
  ) {
    this.vocabulary = vocabulary;
    this.histogram = histogram;
    this.blockCount = blocks.length;
    let offset = MAGIC.length;
    let first = 0;
    let tokens = 0;
    this.#places = blocks.map((block) => {
      const place = { ...block, offset, first };
      offset += blockBytes(block, vocabulary);
      first += block.sentences;
      tokens += block.tokens;
      return place;
    });
    this.count = first;
    this.tokens = tokens;
  }

  /** Positions of the longest sentence, its end mark among them; 0 in an empty store. */
  get longest(): number {
    return this.histogram.findLastIndex((count) => count > 0) + (this.count === 0 ? 1 : 0);
  }

  /** Opens and checks a file. Throws `bad-input` for one that is missing, cut short or damaged. */
  static async open(file: string): Promise<TokenStore> {
    let index: TokenIndex | undefined;
    try {
      index = await withFile(file, readIndex);
    } catch (error) {
      throw damaged(file, messageOf(error), error);
    }
    if (index === undefined) throw damaged(file, "it is no token file, or not the whole of it");
    return new TokenStore(file, index);
  }

  /** Blocks by number, in the order asked for; all in the file's order without one. */
  async *blocks(order: Iterable<number> = this.#places.keys()): AsyncGenerator<TokenBlock> {
    const handle = await open(this.file, "r").catch((error: unknown) => {
      throw damaged(this.file, messageOf(error), error);
    });
    try {
      for (const number of order) {
        const place = this.#places[number];
        const bytes = await read(handle, place.offset, blockBytes(place, this.vocabulary));
        const sentences = bytes && decodeBlock(bytes, place, this.vocabulary);
        if (sentences === undefined) throw damaged(this.file, `block ${number} is damaged`);
        yield { first: place.first, sentences };
      }
    } finally {
      await handle.close();
    }
  }

  /** The sentences in the file's order. */
  async *sentences(): AsyncGenerator<TokenIds> {
    for await (const { sentences } of this.blocks()) yield* sentences;
  }
}

async function readIndex(handle: FileHandle): Promise<TokenIndex | undefined> {
  const { size } = await handle.stat();
  const magic = await read(handle, 0, MAGIC.length);
  const footerBytes = await read(handle, size - FOOTER_BYTES, FOOTER_BYTES);
  const footer = footerBytes && decodeFooter(footerBytes);
  if (!footer || !magic || magic.some((byte, index) => byte !== MAGIC[index])) return undefined;
  // The lengths decide how much is read: they must add up before they are believed.
  const indexBytes = 8 * (footer.lengths + 2 * footer.blocks) + FOOTER_BYTES;
  if (footer.indexOffset + indexBytes !== size) return undefined;
  const bytes = await read(handle, footer.indexOffset, indexBytes);
  const index = bytes && decodeIndex(bytes, footer);
  const blocks = index?.blocks.reduce((sum, block) => sum + blockBytes(block, footer.vocabulary), MAGIC.length);
  return blocks === footer.indexOffset ? index : undefined;
}

/** Bytes of a file, in a buffer of their own; undefined beyond its ends. */
async function read(handle: FileHandle, offset: number, length: number): Promise<Uint8Array | undefined> {
  if (offset < 0) return undefined;
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, offset + done);
    if (bytesRead === 0) return undefined;
    done += bytesRead;
  }
  return bytes;
}

async function withFile<T>(file: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file, "r");
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

function damaged(file: string, why: string, cause?: unknown): HomotopyError {
  return new HomotopyError(
    "bad-input",
    `The tokenised corpus cannot be read: ${why}`,
    file,
    "remove its folder, and it is made anew from the text",
    { cause },
  );
}
