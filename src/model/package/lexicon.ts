/** words.txt: the lexicon of a package, a word on each line. Packages without one decode to whatever the model prefers. */
import { join } from "node:path";
import { HomotopyError } from "../../core/errors";
import { Lexicon } from "../../core/text/lexicon";
import { LEXICON_FILE, type Manifest } from "../manifest";
import { readListed } from "./files";
import { type PackageFile, packageFile } from "./write";

/** A million long words. */
const LARGEST = 64 * 2 ** 20;

export function lexiconFile({ words }: Lexicon): PackageFile {
  return packageFile(LEXICON_FILE, lexiconText(words));
}

export function lexiconText(words: readonly string[]): string {
  return words.map((word) => `${word}\n`).join("");
}

/** @throws HomotopyError "bad-model" for lines out of order: what is looked up there would not be found */
export function parseLexicon(text: string, where: string): Lexicon {
  const words = text.split("\n");
  if (words.pop() !== "") throw damaged("The last line does not end", where);
  const wrong = words.findIndex((word, index) => word === "" || (index > 0 && words[index - 1] >= word));
  if (wrong >= 0) throw damaged(`Line ${wrong + 1} is empty or not in order`, where);
  return new Lexicon(words);
}

/** The lexicon of a package, checked; undefined if it has none. @throws HomotopyError "bad-model" */
export async function readLexicon(directory: string, { files }: Manifest): Promise<Lexicon | undefined> {
  const file = files.find(({ name }) => name === LEXICON_FILE);
  if (file === undefined) return undefined;
  const where = join(directory, LEXICON_FILE);
  if (file.bytes > LARGEST) throw damaged(`The file has ${file.bytes} bytes, more than the ${LARGEST} allowed`, where);
  return parseLexicon(new TextDecoder().decode(await readListed(directory, file)), where);
}

function damaged(what: string, where: string): HomotopyError {
  return new HomotopyError("bad-model", what, where, "copy or export the model again");
}
