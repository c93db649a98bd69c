/** What a model says of text unlike its training: how much of it the panels' hint calls what, and how much comes back. */
import { basename } from "node:path";
import { toRead } from "../../src/core/exploration";
import { type Strangeness, strangenessOf } from "../../src/core/metrics/strangeness";
import { seeded, shuffle } from "../../src/core/random";
import { decodeLatents } from "../../src/engine/explorer/decode";
import { familiarityOfAll } from "../../src/engine/explorer/familiarity";
import { refined } from "../../src/engine/explorer/refined";
import { encodeTexts } from "../../src/engine/explorer/texts";
import type { OpenModel } from "../../src/engine/openModel";
import { sentencesOf } from "../text";
import { markdownTable, percent } from "./fluency";

const MOST = 500;

/** Markdown, a line a file. */
export async function domainTable(model: OpenModel, files: readonly string[]): Promise<string> {
  const lines: string[][] = [];
  for (const file of files) lines.push([basename(file).split(".")[0], ...(await figuresOf(model, await someOf(file)))]);
  return markdownTable(
    ["text", "sentences", "nothing said", "not written back", "unusual", "far", "exactly written back"],
    lines,
  );
}

async function figuresOf(model: OpenModel, texts: readonly string[]): Promise<string[]> {
  const encoded = await encodeTexts(model, texts);
  const found = await familiarityOfAll(model, encoded);
  const means = (await refined(model, encoded)).map(({ mean }) => mean);
  const decoded = await decodeLatents(model, means, toRead(...texts));
  const share = (count: number) => percent(count / texts.length);
  const hints = found.map(({ familiarity }, index) =>
    strangenessOf(familiarity, { text: encoded[index].text, reconstruction: decoded[index].text }),
  );
  const said = (strangeness: Strangeness | undefined) => share(hints.filter((hint) => hint === strangeness).length);
  const exact = decoded.filter(({ text }, index) => text === encoded[index].text).length;
  return [String(texts.length), said(undefined), said("lost"), said("unusual"), said("far"), share(exact)];
}

async function someOf(file: string): Promise<string[]> {
  const texts = await sentencesOf([file]);
  shuffle(texts, seeded(1, "bench", "domain"));
  return texts.slice(0, MOST);
}
