import { describe, expect, it } from "vitest";
import { corporaWithBase, withBase } from "../../../src/trainer/finetuning/credits";

const BASE = {
  model: "english@0",
  license: "CC-BY-4.0 AND CC0-1.0",
  attribution: "By some authors.",
  corpora: [{ name: "a", sentences: 1, tokens: 2 }],
};
const OWN = { license: "MIT", attribution: "By me." };

describe("the credits of a fine-tuned model", () => {
  it("are both models' own", () => {
    expect(withBase(OWN, BASE)).toEqual({
      license: "CC-BY-4.0 AND CC0-1.0 AND MIT",
      attribution: "By some authors. By me.",
    });
    expect(withBase(OWN, undefined)).toEqual(OWN);
  });

  it("say a thing once, also when a fine-tuned model is fine-tuned again", () => {
    expect(withBase({ ...OWN, license: "CC0-1.0" }, BASE).license).toBe(BASE.license);
    const unsaid = { license: "unspecified", attribution: "On text." };
    const once = withBase(unsaid, BASE);
    expect(once.license).toBe("CC-BY-4.0 AND CC0-1.0 AND unspecified (text of the fine-tuning)");
    expect(withBase(unsaid, { ...BASE, ...once })).toEqual(once);
  });

  it("list the base model's corpora before the text", () => {
    const own = { name: "b", sentences: 3, tokens: 4 };
    expect(corporaWithBase(own, undefined)).toEqual([own]);
    expect(corporaWithBase(own, BASE)).toEqual([{ ...BASE.corpora[0], source: "by way of english@0" }, own]);
  });

  it("name a corpus once that both learnt from", () => {
    const same = { name: "a", sentences: 1, tokens: 2 };
    expect(corporaWithBase(same, BASE)).toEqual([same]);
    expect(corporaWithBase({ ...same, tokens: 3 }, BASE)).toHaveLength(2);
  });
});
