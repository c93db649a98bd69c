import { describe, expect, it } from "vitest";
import { hasGap } from "../../../src/core/text/gaps";
import { splitSentences } from "../../../src/core/text/sentences";
import { endsOf } from "../../../src/host/editor/sentences";
import { SAMPLE, sampleText } from "../../../src/host/features/sampleText";

const text = sampleText((words) => words);
const lines = text.split("\n");

describe("the sample document", () => {
  it("has each sentence on a line of its own", () => {
    for (const line of [...SAMPLE.sentences, ...SAMPLE.path, SAMPLE.gaps, SAMPLE.beginning]) {
      expect(lines.filter((other) => other === line)).toHaveLength(1);
      expect(splitSentences(line)).toEqual([line]);
    }
  });

  it("has a path where two lines are selected", () => {
    expect(text).toContain(SAMPLE.path.join("\n"));
    expect(endsOf([SAMPLE.path.join("\n")])).toEqual(SAMPLE.path);
  });

  it("has something missing, and ends where its last sentence goes on", () => {
    expect([hasGap(SAMPLE.gaps), hasGap(SAMPLE.beginning)]).toEqual([true, false]);
    expect(text.endsWith(`\n\n${SAMPLE.beginning}`)).toBe(true);
  });

  it("explains everything in the person's language, and keeps the sentences", () => {
    const translated = sampleText(() => "§").split("\n");
    const own = [...SAMPLE.sentences, ...SAMPLE.path, SAMPLE.gaps, SAMPLE.beginning];
    expect(translated.filter((line) => !/^(# |## )?§$/.test(line) && line !== "")).toEqual(own);
    expect(translated.filter((line) => line === "§")).toHaveLength(5);
  });
});
