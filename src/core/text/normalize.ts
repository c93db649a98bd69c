/**
 * One form for every text, in training and in use: the same sentence typed, pasted or read from a file must reach the
 * encoder as the same tokens.
 */

/** Text that is in normal form already: printable ASCII without two spaces in a row. Most English text is. */
const NOT_PLAIN = /[^\x20-\x7e]|^ | $| {2}/;

/** Controls that separate (tab, line breaks, form feed, next line) and every kind of space. U+FEFF is a mark, no space. */
const WHITE_SPACE = /[\t-\r\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

/**
 * What carries no text: controls, lone surrogates, noncharacters, soft hyphens, zero-width spaces, directional marks,
 * invisible operators, the byte order mark. Format characters that show (the Arabic number sign) and the tags of flags stay.
 */
const INVISIBLE =
  /[\p{Surrogate}\p{Noncharacter_Code_Point}\p{Cc}\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

/** Scripts in whose spelling joiners (U+200C, U+200D) make a difference. */
const SCRIPTS = [
  ..."Arab Syrc Mong Nkoo Mand Rohg Adlm Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Tibt Mymr Khmr Bali".split(
    " ",
  ),
]
  .map((script) => `\\p{Script_Extensions=${script}}`)
  .join("");
const AFTER_SCRIPT = `(?<=[${SCRIPTS}])[\\u200c\\u200d](?=[${SCRIPTS}])`;
/** The joiner of a family emoji: between two pictographs, the first perhaps with a variation selector, skin tone or tag. */
const INSIDE_EMOJI = "(?<=[\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d(?=\\p{Extended_Pictographic})";
const JOINERS = new RegExp(`(${AFTER_SCRIPT}|${INSIDE_EMOJI})|[\\u200c\\u200d]`, "gu");

/**
 * Unicode's stream-safe limit (UAX 15) on marks in a row. No language comes near it, and canonical ordering is
 * quadratic in a run's length.
 */
const MARKS_TOO_MANY = /(?<=\p{M}{30})\p{M}/gu;

const ROUNDS = 4;

/**
 * The normal form: NFC, white space of every kind as single spaces, nothing invisible (zero-width joiners stay inside
 * emoji and in the scripts that spell with them), no lone surrogates, trimmed. Idempotent; time linear in the length.
 */
export function normalizeText(text: string): string {
  if (!NOT_PLAIN.test(text)) return text;
  let current = text;
  // Taking a joiner away can bring marks together that recompose, and so change what another joiner stands beside.
  for (let round = 0; round < ROUNDS; round++) {
    const next = normalizeOnce(current);
    if (next === current) return next;
    current = next;
  }
  return normalizeOnce(current.replace(/[\u200c\u200d]/g, ""));
}

/**
 * The normal form of a sentence that is still being written: one white space at its end is meant, since it says that the
 * last word is complete, and stays as a space.
 */
export function normalizePrefix(prefix: string): string {
  const text = normalizeText(prefix);
  return text !== "" && normalizeText(`${prefix}.`).endsWith(" .") ? `${text} ` : text;
}

function normalizeOnce(text: string): string {
  return (
    text
      // First, since some white space is made of controls.
      .replace(WHITE_SPACE, " ")
      .replace(INVISIBLE, "")
      .replace(MARKS_TOO_MANY, "")
      .normalize("NFC")
      // Again: a few marks decompose into two.
      .replace(MARKS_TOO_MANY, "")
      .replace(JOINERS, "$1")
      .normalize("NFC")
      .replace(/ {2,}/g, " ")
      .trim()
  );
}
