import * as z from "zod";
import { HomotopyError, messageOf } from "../../core/errors";
import { BytePairTokenizer } from "./bpe";
import { BYTE_SYMBOLS } from "./byteLevel";
import { SPECIAL_NAMES } from "./specials";
import type { Tokenizer } from "./tokenizer";
import { WordTokenizer } from "./words";

type Vocabulary = Readonly<Record<string, number>>;

// Not z.record: that passes over a word "__proto__".
const vocabularySchema = z
  .custom<Vocabulary>(isVocabulary, { message: "must give each entry an id, each from 0 on once" })
  .refine((vocabulary) => SPECIAL_NAMES.every((name, id) => vocabulary[name] === id), {
    message: `must begin with ${SPECIAL_NAMES.join(", ")} as ids 0 to ${SPECIAL_NAMES.length - 1}`,
  });

/** The parts of a `tokenizer.json` that decide what it does. */
const fileSchema = z.object({
  added_tokens: z.array(z.unknown()).max(0).optional(),
  pre_tokenizer: z.looseObject({ type: z.string() }).nullish(),
  model: z.discriminatedUnion("type", [
    z.looseObject({
      type: z.literal("BPE"),
      vocab: vocabularySchema.refine((vocabulary) => BYTE_SYMBOLS.every((symbol) => symbol in vocabulary), {
        message: "must hold a symbol for each of the 256 bytes",
      }),
    }),
    z.looseObject({ type: z.literal("WordLevel"), vocab: vocabularySchema }),
  ]),
});

/** The tokenizer that a `tokenizer.json` describes. Throws `bad-model`, naming the field, for a file that is none of ours. */
export function loadTokenizer(json: string): Tokenizer {
  const parsed = fileSchema.safeParse(parse(json));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw broken(`tokenizer.json, ${issue?.path.join(".") || "top level"}`, issue?.message ?? "unreadable");
  }
  const { model } = parsed.data;
  try {
    return model.type === "BPE" ? new BytePairTokenizer(json) : new WordTokenizer(wordsOf(model.vocab));
  } catch (error) {
    throw broken("tokenizer.json", messageOf(error));
  }
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw broken("tokenizer.json", messageOf(error));
  }
}

function broken(where: string, why: string): HomotopyError {
  return new HomotopyError(
    "bad-model",
    `The tokenizer cannot be read: ${why}`,
    where,
    "use the file that was written with the model",
  );
}

function wordsOf(vocabulary: Vocabulary): string[] {
  return Object.entries(vocabulary)
    .sort(([, a], [, b]) => a - b)
    .map(([word]) => word)
    .slice(SPECIAL_NAMES.length);
}

function isVocabulary(value: unknown): value is Vocabulary {
  if (typeof value !== "object" || value === null) return false;
  const ids = Object.values(value);
  return ids.every((id) => Number.isInteger(id) && id >= 0 && id < ids.length) && new Set(ids).size === ids.length;
}
