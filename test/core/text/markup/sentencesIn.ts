import { formatOf, proseOf } from "../../../../src/core/text/markup/formats";
import { splitSentences } from "../../../../src/core/text/sentences";

/** The sentences of a document, each with the line where its paragraph begins. */
export function numbered(name: string, text: string): [number, string][] {
  const format = formatOf(name);
  if (format === undefined || format === "plain") throw new Error(`${name} has no markup`);
  return proseOf(text, format, name).flatMap(({ line, text: prose }) =>
    splitSentences(prose).map((sentence): [number, string] => [line, sentence]),
  );
}

export function sentencesIn(name: string, text: string): string[] {
  return numbered(name, text).map(([, sentence]) => sentence);
}
