/** What a fine-tuned model owes to its base: licence, attribution and corpora of both. */
import { isDeepStrictEqual } from "node:util";
import type { Manifest } from "../../model/manifest";
import type { BaseFacts } from "./base";

type Corpus = Manifest["training"]["corpora"][number];

/** Of the text that a run was given. */
export interface Credits {
  readonly license: string;
  readonly attribution: string;
}

const UNSPECIFIED = "unspecified";

/** Both licences hold, as an SPDX expression says it. */
export function withBase({ license, attribution }: Credits, base: BaseFacts | undefined): Credits {
  if (base === undefined) return { license, attribution };
  const own = license === UNSPECIFIED ? `${UNSPECIFIED} (text of the fine-tuning)` : license;
  const isIncluded = base.license.split(" AND ").includes(own) || base.license === own;
  return {
    license: isIncluded ? base.license : `${base.license} AND ${own}`,
    attribution: base.attribution.endsWith(attribution) ? base.attribution : `${base.attribution} ${attribution}`,
  };
}

/** The base model's corpora first, each marked as what it is. A corpus that both learnt from, as in a second stage, is named once. */
export function corporaWithBase(corpus: Corpus, base: BaseFacts | undefined): Corpus[] {
  if (base === undefined) return [corpus];
  const others = base.corpora.filter(
    (of) => !isDeepStrictEqual({ ...of, source: corpus.source }, { ...corpus, source: corpus.source }),
  );
  return [...others.map((of) => ({ ...of, source: of.source ?? `by way of ${base.model}` })), corpus];
}
