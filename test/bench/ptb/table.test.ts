/** The table of the Penn Treebank keeps what other machines measured. */
import { expect, test } from "vitest";
import { type RowResult, table } from "../../../bench/ptb/table";

const TITLES = ["language model", "collapsed", "pre-trained"];

test("has its rows in the order of the titles", () => {
  const lines = table([row("pre-trained", 101), row("language model", 100)], "", TITLES).split("\n");

  expect(lines.slice(2).map(titleOf)).toEqual(["language model", "pre-trained"]);
});

test("keeps a row that was not measured here, and takes the new figures of one that was", () => {
  const written = table([row("language model", 100), row("pre-trained", 102)], "", TITLES);

  const lines = table([row("collapsed", 103), row("pre-trained", 101)], written, TITLES).split("\n");

  expect(lines.slice(2).map((line) => [titleOf(line), cellOf(line, 2)])).toEqual([
    ["language model", "100.00"],
    ["collapsed", "103.00"],
    ["pre-trained", "101.00"],
  ]);
});

test("keeps another seed of the same row", () => {
  const written = table([row("collapsed", 103, 2)], "", TITLES);

  expect(table([row("collapsed", 104, 1)], written, TITLES).split("\n")).toHaveLength(4);
});

test("keeps the test part beside the validation part", () => {
  const measured = { ...row("collapsed", 103), test: row("collapsed", 99).valid };
  const written = table([measured], "", TITLES);

  expect(table([], written, TITLES)).toBe(written);
  expect(written).toContain("\n\n| test |");
});

function row(title: string, nll: number, seed = 1): RowResult {
  const valid = { sentences: 10, tokens: 220, nll, perplexity: { withEos: 100, withoutEos: 120 } };
  return { row: title, title, seed, epochs: 8, steps: 1000, hours: 0.5, valid };
}

function titleOf(line: string): string {
  return cellOf(line, 1);
}

function cellOf(line: string, index: number): string {
  return line.split("|")[index].trim();
}
