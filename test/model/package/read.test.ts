import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { onnx } from "onnx-proto";
import { describe, expect, it } from "vitest";
import type { Manifest } from "../../../src/model/manifest";
import { decoderModel } from "../../../src/model/onnx/decoder";
import { GraphBuilder } from "../../../src/model/onnx/graph";
import { readSignature } from "../../../src/model/onnx/signature";
import { readPackage } from "../../../src/model/package/read";
import { previousOf } from "../../../src/model/package/replaceFolder";
import { readSafetensors } from "../../../src/model/safetensors";
import { randomWeights, tinyNetwork } from "../../reference/weights";
import { LANGUAGE_MODEL, NETWORK } from "../exampleManifest";
import { float32, int64, runModel } from "../onnx/run";
import { writeExample, writeLanguageModel } from "./examplePackage";
import { inFolder } from "./folders";

/** A good package in a folder of its own. */
async function withExample(use: (directory: string, manifest: Manifest) => Promise<void>): Promise<void> {
  await inFolder(async (root) => {
    const directory = join(root, "model");
    await use(directory, await writeExample(directory));
  });
}

/** Changes the manifest as JSON, hashes and all. */
async function editManifest(directory: string, edit: (manifest: Record<string, unknown>) => void): Promise<void> {
  const path = join(directory, "homotopy.json");
  const manifest = JSON.parse(await readFile(path, "utf8"));
  edit(manifest);
  await writeFile(path, JSON.stringify(manifest));
}

/** Replaces a file and lets the manifest vouch for it, as a malicious or careless author would. */
async function forge(directory: string, manifest: Manifest, name: string, bytes: Uint8Array): Promise<void> {
  await writeFile(join(directory, name), bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const files = manifest.files.map((file) => (file.name === name ? { name, bytes: bytes.length, sha256 } : file));
  await editManifest(directory, (json) => {
    json.files = files;
  });
}

describe("readPackage", () => {
  it("gives back manifest, tokenizer, graphs and weights", () =>
    withExample(async (directory, manifest) => {
      const model = await readPackage(directory);
      expect(model.manifest).toEqual(manifest);
      expect(model.directory).toBe(directory);
      const [ids] = await model.tokenizer.encodeBatch(["the cat sees a bird ."]);
      expect(ids).toEqual([4, 5, 7, 8, 9, 10]);
      const encoded = await runModel(await model.graph("encoder"), {
        tokens: int64([1, 7], [...(ids ?? []), manifest.vocabulary.eos]),
        lengths: int64([1], [7]),
      });
      expect(encoded.mean.shape).toEqual([1, NETWORK.latent]);
      const started = await runModel(await model.graph("decoderInit"), {
        latent: float32([1, NETWORK.latent], encoded.mean.data),
      });
      expect(started.state_0.shape).toEqual([1, NETWORK.hidden]);
      expect(Buffer.from(await model.graph("decoder"))).toEqual(await readFile(join(directory, "decoder.onnx")));
      const { tensors } = await readSafetensors(join(directory, "weights.safetensors"));
      expect(new Map(Array.from(tensors, ([name, { data }]) => [name, data]))).toEqual(randomWeights(NETWORK, 1));
    }));

  it("gives back a language model: a decoder alone, in its direction", () =>
    inFolder(async (root) => {
      const directory = join(root, "model");
      const manifest = await writeLanguageModel(directory);
      const model = await readPackage(directory);
      expect(model.manifest).toEqual(manifest);
      expect(manifest.files.map(({ name }) => name)).toEqual(["tokenizer.json", "decoder.onnx", "weights.safetensors"]);
      expect(manifest).toMatchObject({
        family: { posterior: "none", prior: "none" },
        latent: { dimension: 0 },
        decoder: { direction: "backward" },
        network: LANGUAGE_MODEL,
      });
      const { inputs } = readSignature(await model.graph("decoder"), "decoder.onnx");
      expect([...inputs.keys()].sort()).toEqual(["k", "state_0", "state_1", "target", "token"]);
    }));

  it("refuses a language model whose decoder asks for a latent", () =>
    inFolder(async (root) => {
      const directory = join(root, "model");
      const manifest = await writeLanguageModel(directory);
      await forge(directory, manifest, "decoder.onnx", decoderModel(NETWORK, randomWeights(NETWORK, 1)));
      await expect(readPackage(directory)).rejects.toThrow("unknown input latent");
    }));

  it("names a model by what it does: not by its weights file, but by its graphs", () =>
    inFolder(async (root) => {
      const hash = async (name: string, options: { seed: number; includeWeights: boolean }) => {
        await writeExample(join(root, name), options);
        return (await readPackage(join(root, name))).hash;
      };
      const first = await hash("a", { seed: 1, includeWeights: true });
      expect(first).toMatch(/^[0-9a-f]{16}$/);
      expect(await hash("b", { seed: 1, includeWeights: false })).toBe(first);
      expect(await hash("c", { seed: 2, includeWeights: true })).not.toBe(first);
    }));

  it("opens a package through a link to its folder, and with a corrected card", () =>
    inFolder(async (root) => {
      await writeExample(join(root, "model"));
      await writeFile(join(root, "model", "README.md"), "corrected");
      await symlink(join(root, "model"), join(root, "link"));
      expect((await readPackage(join(root, "link"))).manifest.name).toBe("example");
    }));

  it.each(["tokenizer.json", "encoder.onnx", "decoder.onnx", "decoder_init.onnx", "weights.safetensors"])(
    "refuses a package whose %s is missing, cut off, or changed in one byte",
    (name) =>
      withExample(async (directory) => {
        const path = join(directory, name);
        const bytes = await readFile(path);
        const changed = Buffer.from(bytes);
        changed[Math.floor(bytes.length / 2)] ^= 1;
        await writeFile(path, changed);
        await expect(readPackage(directory)).rejects.toMatchObject({
          code: "bad-model",
          where: path,
          what: expect.stringContaining("SHA-256 differs"),
        });
        await truncate(path, bytes.length - 1);
        await expect(readPackage(directory)).rejects.toMatchObject({
          where: path,
          what: `The file has ${bytes.length - 1} bytes where the manifest says ${bytes.length}`,
        });
        await rm(path);
        await expect(readPackage(directory)).rejects.toMatchObject({ where: path, what: "The file is missing" });
      }),
  );

  it("notices a graph that changes after the package was opened", () =>
    withExample(async (directory) => {
      const model = await readPackage(directory);
      const path = join(directory, "encoder.onnx");
      const bytes = await readFile(path);
      bytes[100] ^= 1;
      await writeFile(path, bytes);
      await expect(model.graph("encoder")).rejects.toThrow("SHA-256 differs");
    }));

  it("refuses a file that is a link out of the folder", () =>
    withExample(async (directory) => {
      const outside = join(directory, "..", "outside.onnx");
      await rename(join(directory, "encoder.onnx"), outside);
      await symlink(outside, join(directory, "encoder.onnx"));
      await expect(readPackage(directory)).rejects.toThrow("The file is a link to another place");
    }));

  it("refuses a folder in a file's place", () =>
    withExample(async (directory) => {
      await rm(join(directory, "encoder.onnx"));
      await mkdir(join(directory, "encoder.onnx"));
      await expect(readPackage(directory)).rejects.toMatchObject({ code: "bad-model" });
    }));

  it("refuses a file above the ceiling by what the manifest says, before reading it", () =>
    withExample(async (directory, manifest) => {
      await truncate(join(directory, "encoder.onnx"), 2 ** 29 + 1);
      const files = manifest.files.map((file) =>
        file.name === "encoder.onnx" ? { ...file, bytes: 2 ** 29 + 1 } : file,
      );
      await editManifest(directory, (json) => {
        json.files = files;
      });
      await expect(readPackage(directory)).rejects.toThrow(/536870913 bytes, more than/);
    }));

  it("refuses a manifest above its own ceiling", () =>
    withExample(async (directory) => {
      await truncate(join(directory, "homotopy.json"), 2 ** 24 + 1);
      await expect(readPackage(directory)).rejects.toThrow(/16777217 bytes, more than/);
    }));

  it("names a field that is missing from the manifest", () =>
    withExample(async (directory) => {
      await editManifest(directory, (json) => delete json.vocabulary);
      await expect(readPackage(directory)).rejects.toMatchObject({
        what: expect.stringContaining("missing field vocabulary"),
        where: join(directory, "homotopy.json"),
      });
    }));

  it.each([
    ["another latent space", { latent: 4 }, /input latent is float32 \[batch, 4\] where .* \[batch, 3\]/],
    ["other states", { hidden: 7 }, /input state_0 is float32 \[batch, 7\]/],
    ["another vocabulary", { vocabulary: 12 }, /output log_probabilities is float32 \[batch, 12\]/],
  ])("refuses a decoder of %s", (_, options, message) =>
    withExample(async (directory, manifest) => {
      const config = tinyNetwork(options);
      await forge(directory, manifest, "decoder.onnx", decoderModel(config, randomWeights(config, 1)));
      await expect(readPackage(directory)).rejects.toThrow(message);
    }),
  );

  it("refuses a graph in another's place, and bytes that are no graph", () =>
    withExample(async (directory, manifest) => {
      await forge(directory, manifest, "encoder.onnx", await readFile(join(directory, "decoder.onnx")));
      await expect(readPackage(directory)).rejects.toThrow("unknown input token");
      await forge(directory, manifest, "encoder.onnx", Buffer.from("no graph"));
      await expect(readPackage(directory)).rejects.toMatchObject({ code: "bad-model" });
    }));

  it("refuses a tokenizer of another vocabulary", () =>
    withExample(async (directory, manifest) => {
      const json = JSON.parse(await readFile(join(directory, "tokenizer.json"), "utf8"));
      json.model.vocab.mouse = 11;
      await forge(directory, manifest, "tokenizer.json", Buffer.from(JSON.stringify(json)));
      await expect(readPackage(directory)).rejects.toThrow(/tokenizer's size is 12 .* says 11/);
    }));

  it("appends the selection to a decoder that keeps only the base contract", () =>
    withExample(async (directory, manifest) => {
      await forge(directory, manifest, "decoder.onnx", baseDecoder());
      const { outputs } = readSignature(await (await readPackage(directory)).graph("decoder"), "decoder.onnx");
      expect([...outputs.keys()]).toContain("top_tokens");
    }));

  it("refuses matrices in blocks without their scales, before a runtime gets them", () =>
    withExample(async (directory, manifest) => {
      const decoded = onnx.ModelProto.decode(baseDecoder());
      const dataType = onnx.TensorProto.DataType.UINT8;
      const embedding = { name: "embedding", dataType, dims: [2, 1, 32], rawData: new Uint8Array(64) };
      decoded.graph?.initializer?.push(embedding);
      await forge(directory, manifest, "decoder.onnx", onnx.ModelProto.encode(decoded).finish());
      await expect(readPackage(directory)).resolves.toBeDefined();
      await editManifest(directory, (json) => {
        json.weight_format = "int8";
      });
      await expect(readPackage(directory)).rejects.toMatchObject({
        code: "bad-model",
        where: join(directory, "decoder.onnx"),
        what: expect.stringContaining("embedding.scales"),
      });
    }));

  it("finds the model that a killed export had moved aside", () =>
    withExample(async (directory) => {
      await rename(directory, previousOf(directory));
      expect((await readPackage(directory)).manifest.name).toBe("example");
    }));

  it("says where an export under way has the model", () =>
    withExample(async (directory) => {
      await mkdir(join(directory, "..", `.model.writing-${process.pid}-0`));
      await rename(directory, previousOf(directory));
      await expect(readPackage(directory)).rejects.toMatchObject({
        what: "There is no such folder",
        advice: expect.stringContaining(previousOf(directory)),
      });
    }));

  it("is not disturbed by what a killed export left beside it", () =>
    withExample(async (directory) => {
      const abandoned = join(directory, "..", ".model.writing-1-0");
      await mkdir(abandoned);
      await writeFile(join(abandoned, "homotopy.json"), "{");
      expect((await readPackage(directory)).manifest.name).toBe("example");
    }));
});

/** A decoder whose distribution is uniform whatever it is fed. */
function baseDecoder(): Uint8Array {
  const { vocabulary, hidden, latent } = NETWORK;
  const graph = new GraphBuilder("base");
  const token = graph.input("token", "int64", ["batch"]);
  graph.input("latent", "float32", ["batch", latent]);
  for (const name of ["state_0", "state_1"]) {
    graph.output(`next_${name}`, graph.input(name, "float32", ["batch", hidden]), "float32", ["batch", hidden]);
  }
  const table = graph.constant("float32", [vocabulary, vocabulary], new Float32Array(vocabulary ** 2));
  const row = graph.node("LogSoftmax", [graph.node("Gather", [table, token])], { axis: -1 });
  graph.output("log_probabilities", row, "float32", ["batch", vocabulary]);
  return graph.toModel();
}
