import { describe, expect, it } from "vitest";
import { hasLatent, manifestJson, parseManifest } from "../../src/model/manifest";
import { MANIFEST } from "./exampleManifest";

/** The example with one place changed; `undefined` takes the field away. */
function altered(path: readonly (string | number)[], value: unknown): string {
  const copy = JSON.parse(manifestJson(MANIFEST));
  const holder = path.slice(0, -1).reduce((object, key) => object[key], copy);
  const last = path[path.length - 1];
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return JSON.stringify(copy);
}

describe("the manifest", () => {
  it("gives back what was written", () => {
    expect(parseManifest(manifestJson(MANIFEST), "homotopy.json")).toEqual(MANIFEST);
  });

  it.each(Object.keys(MANIFEST).filter((name) => name !== "network"))("names the missing field %s", (name) => {
    const parse = () => parseManifest(altered([name], undefined), "DIR/homotopy.json");
    expect(parse).toThrow(`missing field ${name}`);
    expect(parse).toThrow("DIR/homotopy.json");
  });

  it("takes a network from before it had a direction for one that writes from left to right", () => {
    expect(parseManifest(altered(["network", "direction"], undefined), "x").network).toEqual(MANIFEST.network);
  });

  it("does without encoder and latent space in a language model, but in nothing else", () => {
    const none = { posterior: "none", prior: "none" };
    const files = MANIFEST.files.filter(({ name }) => !["encoder.onnx", "decoder_init.onnx"].includes(name));
    const model = { ...MANIFEST, family: none, latent: { dimension: 0, mean: [], deviation: [], kl: [] }, files };
    const { family, latent } = parseManifest(JSON.stringify(model), "x");
    expect(hasLatent({ latent })).toBe(false);
    expect(family).toEqual(none);
    for (const half of [{ family: MANIFEST.family }, { family: { ...none, prior: "gaussian" } }]) {
      expect(() => parseManifest(JSON.stringify({ ...model, ...half }), "x")).toThrow("field family");
    }
    expect(() => parseManifest(JSON.stringify({ ...model, latent: MANIFEST.latent }), "x")).toThrow("field family");
    const decoderless = { ...model, files: files.slice(0, 1) };
    expect(() => parseManifest(JSON.stringify(decoderless), "x")).toThrow("decoder.onnx is not listed");
  });

  it("does without the network, which other tools' models have not", () => {
    expect(parseManifest(altered(["network"], undefined), "x").network).toBeUndefined();
  });

  it("names every problem at once", () => {
    const json = JSON.stringify({ ...JSON.parse(altered(["metrics", "kl"], undefined)), colour: 1, max_tokens: "x" });
    expect(() => parseManifest(json, "x")).toThrow(
      expect.objectContaining({
        code: "bad-model",
        what: expect.stringMatching(/(?=.*missing field metrics\.kl)(?=.*unknown field colour)(?=.*field max_tokens)/),
      }),
    );
  });

  it.each([
    ["an unknown field deep inside", ["training", "recipe", "mood"], "good", "unknown field training.recipe.mood"],
    ["another format", ["format"], "homotopy-model/2", "field format"],
    ["statistics of another dimension", ["latent", "kl"], [1], "field latent.kl: expected 3 numbers"],
    ["an id beyond the vocabulary", ["vocabulary", "eos"], 11, "field vocabulary.eos: expected an id below 11"],
    ["a path in a file's name", ["files", 0, "name"], "../tokenizer.json", "field files.0.name"],
    ["a hidden file", ["files", 0, "name"], ".tokenizer.json", "field files.0.name"],
    ["a hash of another kind", ["files", 0, "sha256"], "abc", "field files.0.sha256"],
    ["a graph that is not listed", ["files", 1, "name"], "other.onnx", "encoder.onnx is not listed"],
    ["a file listed twice", ["files", 1, "name"], "decoder.onnx", "decoder.onnx is listed twice"],
    ["a decoder without a state", ["decoder", "states"], [], "field decoder.states"],
  ])("refuses %s", (_, path, value, message) => {
    expect(() => parseManifest(altered(path, value), "x")).toThrow(message);
  });

  it.each(["", "{", "null", "[]", '"text"'])("refuses %j", (json) => {
    expect(() => parseManifest(json, "homotopy.json")).toThrow("homotopy.json");
  });
});
