import { mkdtemp, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSafetensors, type TensorFile, writeSafetensors } from "../../src/model/safetensors";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homotopy-safetensors-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function bytesOf(file: TensorFile): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  await writeSafetensors({ write: async (piece) => void pieces.push(piece) }, file);
  return Buffer.concat(pieces);
}

async function stored(contents: Uint8Array, name = "file.safetensors"): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, contents);
  return path;
}

/** A file with a header of one's own making. */
function forged(header: unknown, data = new Uint8Array()): Buffer {
  const text = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
}

const EXAMPLE: TensorFile = {
  tensors: new Map([
    ["weight", { shape: [2, 3], data: Float32Array.of(1, -2, 0.5, Number.NaN, Number.POSITIVE_INFINITY, -0) }],
    ["step", { shape: [], data: BigInt64Array.of(-(2n ** 40n)) }],
    ["moments", { shape: [1], data: Float64Array.of(Math.PI) }],
    ["ids", { shape: [2], data: Int32Array.of(-1, 7) }],
    ["state", { shape: [3], data: Uint8Array.of(1, 2, 255) }],
    ["nothing", { shape: [0, 4], data: new Float32Array() }],
  ]),
  metadata: { seed: "1", name: "größer" },
};

describe("safetensors", () => {
  it("gives back what was written", async () => {
    const path = await stored(await bytesOf(EXAMPLE));
    const { tensors, metadata } = await readSafetensors(path);
    expect(metadata).toEqual(EXAMPLE.metadata);
    expect(new Map(tensors)).toEqual(new Map(EXAMPLE.tensors));
  });

  it("gives back any shapes and names", async () => {
    const tensor = fc.array(fc.nat(4), { maxLength: 3 }).chain((shape) =>
      fc
        .array(fc.float({ noNaN: true }), {
          minLength: shape.reduce((a, b) => a * b, 1),
          maxLength: shape.reduce((a, b) => a * b, 1),
        })
        .map((values) => ({ shape, data: Float32Array.from(values) })),
    );
    const name = fc.string({ minLength: 1 }).filter((text) => !text.startsWith("__"));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, tensor), { maxLength: 5 }), async (entries) => {
        const tensors = new Map(entries);
        const path = await stored(await bytesOf({ tensors, metadata: {} }));
        expect(new Map((await readSafetensors(path)).tensors)).toEqual(tensors);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  it("begins the data and every tensor at a multiple of the element's size", async () => {
    const bytes = await bytesOf(EXAMPLE);
    const length = Number(bytes.readBigUInt64LE());
    expect((8 + length) % 8).toBe(0);
    const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
    for (const [name, { data }] of EXAMPLE.tensors) {
      expect(header[name].data_offsets[0] % data.BYTES_PER_ELEMENT).toBe(0);
    }
  });

  it("reads a file laid out by the format's description", async () => {
    const header = { a: { dtype: "F32", shape: [2], data_offsets: [0, 8] } };
    const path = await stored(forged(header, new Uint8Array(Float32Array.of(3, 4).buffer)));
    expect((await readSafetensors(path)).tensors.get("a")).toEqual({ shape: [2], data: Float32Array.of(3, 4) });
  });

  it("writes memory that threads share", async () => {
    const data = new Float32Array(new SharedArrayBuffer(8));
    data.set([5, 6]);
    const path = await stored(await bytesOf({ tensors: new Map([["shared", { shape: [2], data }]]), metadata: {} }));
    expect((await readSafetensors(path)).tensors.get("shared")?.data).toEqual(Float32Array.of(5, 6));
  });

  it("refuses to write numbers that do not make the shape", async () => {
    const tensors = new Map([["weight", { shape: [2, 2], data: new Float32Array(3) }]]);
    await expect(bytesOf({ tensors, metadata: {} })).rejects.toThrow("weight");
  });

  it.each([0, 5, 8, 40, 0.9])("names a file cut off at %d", async (at) => {
    const bytes = await bytesOf(EXAMPLE);
    const path = await stored(bytes, "cut.safetensors");
    await truncate(path, at < 1 ? Math.floor(at * bytes.length) : at);
    await expect(readSafetensors(path)).rejects.toMatchObject({ code: "bad-model", where: path });
  });

  it.each([
    ["a header longer than the file", Buffer.from("ffffffffffffff7f", "hex"), /header of \d+ bytes does not fit/],
    ["a header that is no JSON", forged("{oh"), /no JSON object/],
    ["a header that is no object", forged("[1]"), /no JSON object/],
    ["a type that nobody knows", forged({ a: { dtype: "F7", shape: [], data_offsets: [0, 0] } }), /tensor a .*dtype/],
    ["a field too many", forged({ a: { dtype: "F32", shape: [0], data_offsets: [0, 0], x: 1 } }), /tensor a/],
    [
      "a negative offset",
      forged({ a: { dtype: "F32", shape: [1], data_offsets: [-4, 0] } }),
      /tensor a .*data_offsets/,
    ],
    [
      "a shape that does not fit",
      forged({ a: { dtype: "F32", shape: [3], data_offsets: [0, 8] } }, Buffer.alloc(8)),
      /a spans 8 bytes instead of 12/,
    ],
    ["a gap", forged({ a: { dtype: "U8", shape: [1], data_offsets: [1, 2] } }, Buffer.alloc(2)), /does not follow/],
    [
      "an overlap",
      forged(
        {
          a: { dtype: "U8", shape: [2], data_offsets: [0, 2] },
          b: { dtype: "U8", shape: [2], data_offsets: [1, 3] },
        },
        Buffer.alloc(3),
      ),
      /b does not follow/,
    ],
    ["bytes behind the tensors", forged({}, Buffer.alloc(3)), /need 0 bytes, the file has 3/],
    ["metadata that are no text", forged({ __metadata__: { a: 1 } }), /metadata/],
  ])("refuses %s", async (_, bytes, message) => {
    const path = await stored(bytes, "bad.safetensors");
    await expect(readSafetensors(path)).rejects.toThrow(message);
  });

  it("names a file that is not there", async () => {
    await expect(readSafetensors(join(folder, "none"))).rejects.toThrow(/no such file/);
  });

  it("writes every byte once", async () => {
    const data = Float32Array.from({ length: 2_500_000 }, (_, index) => index);
    const path = await stored(
      await bytesOf({ tensors: new Map([["big", { shape: [data.length], data }]]), metadata: {} }),
    );
    expect((await readFile(path)).length).toBeLessThan(data.byteLength + 200);
    const found = (await readSafetensors(path)).tensors.get("big")?.data;
    expect(found && Buffer.compare(Buffer.from(found.buffer), Buffer.from(data.buffer))).toBe(0);
  });
});
