/** The beginning of a sentence that a person is still writing, as a constraint on decoding. */
import type { ForcedPrefix } from "../../core/decoding/constraint";
import { HomotopyError } from "../../core/errors";
import { normalizePrefix } from "../../core/text/normalize";
import type { OpenModel } from "../openModel";

/**
 * The tokens of the prefix but for a last word that may go on, and that word's text to be spelt.
 * @throws HomotopyError "bad-input" for an empty prefix, or one that leaves no room for a token more.
 */
export async function forcedPrefix(model: OpenModel, prefix: string): Promise<ForcedPrefix> {
  model.requireForward("A prefix");
  const { tokens, rest } = await model.tokenizer.encodePrefix(requirePrefix(prefix));
  requireRoom(model, tokens.length);
  if (rest === "") return { tokens };
  return { tokens, spelling: { text: rest, tokenText: (token) => model.tokenizer.tokenText(token) } };
}

/** The prefix with every one of its tokens forced: for one whose last word no single run of tokens spells. */
export async function wholePrefix(model: OpenModel, prefix: string): Promise<ForcedPrefix> {
  const [tokens] = await model.tokenizer.encodeBatch([requirePrefix(prefix).trimEnd()]);
  requireRoom(model, tokens.length);
  return { tokens };
}

/** The normalised prefix; a space at its end says that its last word is complete, and stays. */
export function requirePrefix(prefix: string): string {
  const text = normalizePrefix(prefix);
  if (text !== "") return text;
  throw new HomotopyError("bad-input", "The prefix is empty", "prefix", "give the beginning of a sentence");
}

function requireRoom(model: OpenModel, tokens: number): void {
  const longest = model.manifest.max_tokens;
  if (tokens < longest) return;
  const what = `The prefix has ${tokens} tokens and the model's sentences have at most ${longest}`;
  throw new HomotopyError("bad-input", what, "prefix", "give a shorter prefix");
}
