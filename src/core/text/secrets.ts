/**
 * Lines that hold what must not get into a model: addresses, keys, tokens, passwords. A model repeats what it was trained
 * on, and a package is shared. Rather a sentence too many is left out than one too few.
 */

export type Secret = "an e-mail address" | "a key or token" | "a password" | "a private key";

/** Sentences after which a private key is over even if nothing says so. */
const LONGEST_KEY = 400;
const KEY_BEGINS = /-----BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE KEY|CERTIFICATE)/;
const KEY_ENDS = /-----END /;

/** Looks at the sentences of one file in their order: a private key may go over several. */
export class SecretFinder {
  #withinKey = 0;

  /** What is secret about a sentence; undefined if nothing is. */
  find(sentence: string): Secret | undefined {
    if (this.#withinKey > 0) {
      this.#withinKey = KEY_ENDS.test(sentence) ? 0 : this.#withinKey - 1;
      return "a private key";
    }
    if (sentence.includes("-----") && KEY_BEGINS.test(sentence)) {
      if (!KEY_ENDS.test(sentence)) this.#withinKey = LONGEST_KEY;
      return "a private key";
    }
    return secretIn(sentence);
  }
}

/** What a sentence by itself gives away. */
export function secretIn(text: string): Secret | undefined {
  const { signs, longest } = glance(text);
  if (signs || longest >= SHORTEST_TOKEN) {
    if (PASSWORD.test(text) || CREDENTIALS.test(text)) return "a password";
    if (text.includes("@") && EMAIL.test(text)) return "an e-mail address";
    if (KNOWN_TOKEN.test(text)) return "a key or token";
  }
  return longest >= SHORTEST_RUN && hasRandomRun(text) ? "a key or token" : undefined;
}

/** UTF-16 units of the shortest token that is known, and of the shortest random string that is looked for. */
const SHORTEST_TOKEN = 16;
const SHORTEST_RUN = 24;

/** A cheap look first, since most sentences have nothing of the kind: an at sign, colon or equals sign, and the longest word. */
function glance(text: string): { signs: boolean; longest: number } {
  let signs = false;
  let longest = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit === 0x20) {
      if (index - start > longest) longest = index - start;
      start = index + 1;
    } else if (unit === 0x40 || unit === 0x3a || unit === 0x3d) signs = true;
  }
  return { signs, longest: Math.max(longest, text.length - start) };
}

const EMAIL = /[\w.+%-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}/;
/** `password = "…"`: the value has a digit or is in quotes, for people also write that the secret: is patience. */
const PASSWORD =
  /(?:api[_-]?key|access[_-]?key|secret|token|passw(?:or)?d|passphrase|pwd|credentials?)["'`]?\s{0,4}(?:[:=]|:=|=>)\s{0,4}(?:["'`][^\s"'`]{6,}["'`]|(?=[^\s\d]{0,80}\d)[^\s]{8,})|\bbearer\s+[\w.~+/-]{20,}/i;
/** `https://name:password@host`. */
const CREDENTIALS = /:\/\/[^\s/:@]{1,100}:[^\s/@]{1,100}@/;
const KNOWN_TOKEN = new RegExp(
  [
    "\\b(?:AKIA|ASIA|AGPA|AIDA|AROA)[0-9A-Z]{16}\\b",
    "\\bgh[pousr]_[A-Za-z0-9]{30,}",
    "\\bgithub_pat_\\w{20,}",
    "\\bglpat-[\\w-]{16,}",
    "\\bxox[abeoprs]-[\\w-]{10,}",
    "\\b[srp]k[_-](?:live|test|ant|proj)[_-][\\w-]{10,}",
    "\\bsk-[A-Za-z0-9]{20,}",
    "\\bAIza[\\w-]{30,}",
    "\\bya29\\.[\\w-]{10,}",
    "\\bnpm_[A-Za-z0-9]{30,}",
    "\\bpypi-[\\w-]{16,}",
    "\\bhf_[A-Za-z0-9]{30,}",
    "\\bSG\\.[\\w-]{16,}\\.[\\w-]{16,}",
    "\\beyJ[\\w-]{8,}\\.[\\w-]{8,}",
    "\\bssh-(?:rsa|dss|ed25519)\\s+AAAA",
  ].join("|"),
);

const RUN = new RegExp(`[A-Za-z0-9+/=_-]{${SHORTEST_RUN},}`, "g");
const HEXADECIMAL = /^(?=[^\d]{0,40}\d)[0-9a-f]{32,}$/i;
/**
 * Of a random string's neighbours, 45 of 100 are of another class, a small letter after a capital not counted; in a name
 * made of words it is one a word.
 */
const CHANGES = 0.3;
/** UTF-16 units of a run that are looked at. */
const LONGEST_RUN = 256;

/** Whether a word looks drawn by chance: a hexadecimal number, or capitals, small letters and digits mixed all over. */
function hasRandomRun(text: string): boolean {
  return (text.match(RUN) ?? []).some((run) => {
    const word = run.slice(0, LONGEST_RUN);
    if (HEXADECIMAL.test(word)) return true;
    if (!/\d/.test(word) || !/[a-z]/.test(word) || !/[A-Z]/.test(word)) return false;
    let changes = 0;
    for (let index = 1; index < word.length; index++) {
      const [before, now] = [classOf(word.charCodeAt(index - 1)), classOf(word.charCodeAt(index))];
      if (now !== before && !(before === CAPITAL && now === SMALL)) changes++;
    }
    return changes >= CHANGES * word.length;
  });
}

const DIGIT = 0;
const SMALL = 1;
const CAPITAL = 2;
const OTHER = 3;

function classOf(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return DIGIT;
  if (unit >= 0x61 && unit <= 0x7a) return SMALL;
  return unit >= 0x41 && unit <= 0x5a ? CAPITAL : OTHER;
}
