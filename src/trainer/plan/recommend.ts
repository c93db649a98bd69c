/** Which way of training suits a text, and why, in words. */
import type { LanguageShare } from "../../core/text/language";
import type { TrainingWay } from "../../protocol/training";

/** Sentences below which training from nothing makes a poor model. */
export const ENOUGH_ALONE = 20_000;
/** Share of the text that makes a language its own. */
const DOMINANT = 0.5;

export interface Recommendation {
  readonly way: TrainingWay;
  readonly why: string;
}

export interface Situation {
  readonly sentences: number;
  readonly languages: readonly LanguageShare[];
  /** BCP 47, of the model that could be fine-tuned. */
  readonly baseLanguage: string | undefined;
}

export function recommend({ sentences, languages, baseLanguage }: Situation): Recommendation {
  if (baseLanguage === undefined) return { way: "anew", why: "There is no model to go on from." };
  const language = dominantLanguage(languages);
  if (language !== undefined && language !== primary(baseLanguage)) {
    const [text, base] = [languageName(language), languageName(baseLanguage)];
    return {
      way: "anew",
      why: `The text is mostly ${text}, and the base model knows ${base}: its words are of no use here.`,
    };
  }
  const count = sentences.toLocaleString("en-GB");
  if (sentences >= ENOUGH_ALONE) {
    return { way: "anew", why: `${count} sentences are enough for a vocabulary and a space of their own.` };
  }
  const why = `${count} sentences are too few to learn a language from; the base model knows it already.`;
  return { way: "fine-tune", why };
}

/** The language of more than half of the text; undefined where there is none, or where it cannot be told. */
export function dominantLanguage(languages: readonly LanguageShare[]): string | undefined {
  const [first] = languages;
  return first !== undefined && first.share > DOMINANT && first.language !== "und" ? first.language : undefined;
}

/** "pt" of "pt-BR". */
export function primary(tag: string): string {
  return new Intl.Locale(tag).language;
}

/** "German" of "de"; the tag itself where it has no name. */
export function languageName(tag: string): string {
  return new Intl.DisplayNames("en", { type: "language" }).of(tag) ?? tag;
}
