/** What a model says of text unlike its training: how much of it the hint calls unusual or far, and what comes back exactly. */
import { basename } from "node:path";
import type { FamiliarityVerdict } from "../../src/core/metrics/familiarity";
import { seeded, shuffle } from "../../src/core/random";
import { decodeLatents } from "../../src/engine/explorer/decode";
import { familiarityOfAll } from "../../src/engine/explorer/familiarity";
import { encodeTexts } from "../../src/engine/explorer/texts";
import type { OpenModel } from "../../src/engine/openModel";
import { sentencesOf } from "../text";
import { markdownTable, percent } from "./fluency";

const MOST = 500;

/** Markdown, a line a file. */
export async function domainTable(model: OpenModel, files: readonly string[]): Promise<string> {
  const lines: string[][] = [];
  for (const file of files) lines.push([basename(file).split(".")[0], ...(await figuresOf(model, await someOf(file)))]);
  return markdownTable(["text", "sentences", "familiar", "unusual", "far", "written back exactly"], lines);
}

async function figuresOf(model: OpenModel, texts: readonly string[]): Promise<string[]> {
  const encoded = await encodeTexts(model, texts);
  const found = await familiarityOfAll(model, encoded);
  const decoded = await decodeLatents(
    model,
    encoded.map(({ mean }) => mean),
  );
  const share = (count: number) => percent(count / texts.length);
  const called = (verdict: FamiliarityVerdict) =>
    share(found.filter(({ familiarity }) => familiarity?.verdict === verdict).length);
  const exact = decoded.filter(({ text }, index) => text === encoded[index].text).length;
  return [String(texts.length), called("familiar"), called("unusual"), called("far"), share(exact)];
}

async function someOf(file: string): Promise<string[]> {
  const texts = await sentencesOf([file]);
  shuffle(texts, seeded(1, "bench", "domain"));
  return texts.slice(0, MOST);
}
