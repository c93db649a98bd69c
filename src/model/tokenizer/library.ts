/**
 * A `tokenizer.json` run by Hugging Face's `tokenizers`: the native library, or where there is no binary of it, the same in
 * JavaScript (`@huggingface/tokenizers`), which reads the same file and gives the same ids and texts, more slowly.
 */
import { createRequire } from "node:module";
import { Tokenizer as ScriptTokenizer } from "@huggingface/tokenizers";

/** Ids never include special tokens that the text does not spell, and no id is left out when decoding. */
export interface TokenizerLibrary {
  readonly size: number;
  encodeBatch(texts: readonly string[]): Promise<readonly (readonly number[])[]>;
  decodeBatch(sentences: readonly (readonly number[])[]): Promise<readonly string[]>;
  /** The vocabulary's entry, in the tokenizer's own spelling of bytes. */
  entry(id: number): string | undefined;
}

/** @throws the library's error for a file that it cannot read. */
export function openTokenizerLibrary(json: string): TokenizerLibrary {
  const native = nativeModule();
  return native ? nativeLibrary(json, native) : scriptLibrary(json);
}

type NativeModule = typeof import("tokenizers");

/** Absent where its binary does not load. `require`, because a model's tokenizer is opened without waiting. */
function nativeModule(): NativeModule | undefined {
  try {
    const load: (name: string) => NativeModule = createRequire(__filename);
    return load("tokenizers");
  } catch {
    return undefined;
  }
}

export function nativeLibrary(json: string, { Tokenizer }: NativeModule): TokenizerLibrary {
  const tokenizer = Tokenizer.fromString(json);
  return {
    size: tokenizer.getVocabSize(),
    async encodeBatch(texts) {
      const encodings = await tokenizer.encodeBatch([...texts], { addSpecialTokens: false });
      return encodings.map((encoding) => encoding.getIds());
    },
    decodeBatch: (sentences) =>
      tokenizer.decodeBatch(
        sentences.map((ids) => [...ids]),
        false,
      ),
    entry: (id) => tokenizer.idToToken(id) ?? undefined,
  };
}

const WORD_FOR_WORD = { skip_special_tokens: false, clean_up_tokenization_spaces: false };

export function scriptLibrary(json: string): TokenizerLibrary {
  const tokenizer = new ScriptTokenizer(JSON.parse(json), {});
  const encode = (text: string) => tokenizer.encode(text, { add_special_tokens: false }).ids;
  // It refuses to decode nothing.
  const decode = (ids: readonly number[]) => (ids.length === 0 ? "" : tokenizer.decode([...ids], WORD_FOR_WORD));
  return {
    size: tokenizer.get_vocab().size,
    encodeBatch: async (texts) => texts.map(encode),
    decodeBatch: async (sentences) => sentences.map(decode),
    entry: (id) => tokenizer.id_to_token(id),
  };
}
