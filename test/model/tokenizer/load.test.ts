import { describe, expect, it } from "vitest";
import { loadTokenizer } from "../../../src/model/tokenizer/load";
import { WordTokenizer } from "../../../src/model/tokenizer/words";

const good = new WordTokenizer(["a", "b"]).toJson();

describe("loadTokenizer", () => {
  it.each([
    ["no JSON", "{", /JSON/],
    ["half a file", good.slice(0, -9), /JSON/],
    ["a list", "[]", /object/],
    ["no model", "{}", /model/],
    ["another kind", '{"model":{"type":"Unigram","vocab":[]}}', /model\.type/],
    ["other ids of the specials", good.replace('"<pad>":0,"<unk>":1', '"<pad>":1,"<unk>":0'), /must begin with/],
    ["an id twice", good.replace('"b":5', '"b":4'), /once .*model\.vocab/],
    ["an id that is no number", good.replace('"b":5', '"b":"5"'), /once .*model\.vocab/],
    ["a gap", good.replace('"b":5', '"b":6'), /once .*model\.vocab/],
    ["BPE without bytes", good.replace("WordLevel", "BPE"), /256 bytes/],
    ["added tokens", good.replace('"added_tokens":[]', '"added_tokens":[{"id":9}]'), /added_tokens/],
  ])("refuses %s and says why", (_, json, why) => {
    const load = (): unknown => loadTokenizer(json);
    expect(load).toThrow(expect.objectContaining({ code: "bad-model" }));
    expect(load).toThrow(why);
  });
});
