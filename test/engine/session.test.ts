import { expect, test } from "vitest";
import { defaultThreads, Session } from "../../src/engine/session";
import { GraphBuilder } from "../../src/model/onnx/graph";

/** Sums of rows, and ids plus one. */
function model(): Uint8Array {
  const graph = new GraphBuilder("test");
  const values = graph.input("values", "float32", ["batch", 2]);
  const ids = graph.input("ids", "int64", ["batch"]);
  const sums = graph.node("ReduceSum", [values, graph.int64(1)], { keepdims: 0 });
  graph.output("sums", sums, "float32", ["batch"]);
  graph.output("next", graph.node("Add", [ids, graph.int64(1)]), "int64", ["batch"]);
  return graph.toModel();
}

const OPTIONS = { provider: "cpu", threads: 1 } as const;
const FEEDS = {
  values: { data: Float32Array.of(1, 2, 3, 4, 5, 6), shape: [3, 2] },
  ids: { data: Int32Array.of(-2, 0, 2 ** 31 - 2), shape: [3] },
};

test("runs a graph on typed arrays; 64-bit integers stay on the runtime's side", async () => {
  const session = await Session.create(model(), OPTIONS);
  const outputs = await session.run(FEEDS, ["sums", "next"]);
  expect(outputs.float32("sums")).toEqual({ data: Float32Array.of(3, 7, 11), shape: [3] });
  expect(outputs.int64("next")).toEqual({ data: Int32Array.of(-1, 1, 2 ** 31 - 1), shape: [3] });
  await session.dispose();
});

test("copies out what was asked for and nothing else, and checks its type", async () => {
  const session = await Session.create(model(), OPTIONS);
  const outputs = await session.run(FEEDS, ["next"]);
  expect(() => outputs.float32("sums")).toThrow("no output sums");
  expect(() => outputs.float32("next")).toThrow("not float32");
  await session.dispose();
});

test("refuses bytes that are no graph", async () => {
  await expect(Session.create(new Uint8Array(100), OPTIONS)).rejects.toThrow();
});

test("takes at most four threads unless told", () => {
  expect(defaultThreads()).toBeGreaterThanOrEqual(1);
  expect(defaultThreads()).toBeLessThanOrEqual(4);
});
