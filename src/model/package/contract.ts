/**
 * The inputs and outputs that every model's graphs share. Any encoder and step decoder that keep this contract can be
 * explored; nothing here knows of recurrent networks.
 */
import { HomotopyError } from "../../core/errors";
import { hasLatent, type Manifest } from "../manifest";
import type { Dimension, ElementType } from "../onnx/graph";
import { SELECTION_INPUTS, SELECTION_OUTPUTS } from "../onnx/selection";
import type { GraphSignature, ValueSignature } from "../onnx/signature";

export type GraphName = "encoder" | "decoder" | "decoderInit";

/**
 * The graphs that a model consists of. A language model is a decoder without the input `latent`; every state of it starts
 * at zero (a cache that grows along "time" starts empty), so that it needs no `decoder_init.onnx`.
 */
export function graphsOf(manifest: Pick<Manifest, "latent">): readonly GraphName[] {
  return hasLatent(manifest) ? ["encoder", "decoder", "decoderInit"] : ["decoder"];
}

interface Port {
  readonly type: ElementType;
  readonly shape: readonly Dimension[];
}
type Ports = Readonly<Record<string, Port>>;

interface Contract {
  readonly inputs: Ports;
  /** Inputs that the graph may have besides. */
  readonly optionalInputs?: Ports;
  readonly outputs: Ports;
}

/** TopK and GatherElements as `selection.ts` uses them. */
const OLDEST_OPSET_FOR_SELECTION = 11;

/** @throws HomotopyError "bad-model" that names the first input or output that differs from the manifest. */
export function checkSignature(manifest: Manifest, graph: GraphName, signature: GraphSignature, where: string): void {
  const contract = contractOf(manifest, graph);
  const allowed = { ...contract.inputs, ...contract.optionalInputs };
  for (const name of signature.inputs.keys()) {
    if (!Object.hasOwn(allowed, name)) throw broken(`The graph has an unknown input ${name}`, where);
  }
  for (const [name, port] of Object.entries(contract.inputs)) checkPort("input", name, port, signature.inputs, where);
  for (const [name, port] of Object.entries(contract.outputs))
    checkPort("output", name, port, signature.outputs, where);
  for (const [name, port] of Object.entries(contract.optionalInputs ?? {})) {
    if (signature.inputs.has(name)) checkPort("input", name, port, signature.inputs, where);
  }
}

/** Whether a decoder chooses the most probable tokens itself, or needs that part appended. */
export function hasSelection(signature: GraphSignature, where: string): boolean {
  const parts = [
    ...SELECTION_INPUTS.map((name) => signature.inputs.has(name)),
    ...SELECTION_OUTPUTS.map((name) => signature.outputs.has(name)),
  ];
  if (parts.every(Boolean)) return true;
  const names = [...SELECTION_INPUTS, ...SELECTION_OUTPUTS].join(", ");
  if (parts.some(Boolean)) throw broken(`The decoder has some of ${names}, but not all`, where);
  if (signature.opset < OLDEST_OPSET_FOR_SELECTION) {
    throw broken(`The decoder is of opset ${signature.opset}, before ${OLDEST_OPSET_FOR_SELECTION}`, where);
  }
  return false;
}

function contractOf(manifest: Manifest, graph: GraphName): Contract {
  const latent: Port = { type: "float32", shape: ["batch", manifest.latent.dimension] };
  const states = manifest.decoder.states.map(({ name, shape }) => [name, { type: "float32", shape }] as const);
  switch (graph) {
    case "encoder":
      return {
        inputs: {
          tokens: { type: "int64", shape: ["batch", "time"] },
          lengths: { type: "int64", shape: ["batch"] },
        },
        outputs: { mean: latent, log_variance: latent },
      };
    case "decoderInit":
      return { inputs: { latent }, outputs: Object.fromEntries(states) };
    case "decoder":
      return {
        inputs: {
          token: { type: "int64", shape: ["batch"] },
          ...(hasLatent(manifest) && { latent }),
          ...Object.fromEntries(states),
        },
        optionalInputs: { k: { type: "int64", shape: [1] }, target: { type: "int64", shape: ["batch"] } },
        outputs: {
          log_probabilities: { type: "float32", shape: ["batch", manifest.vocabulary.size] },
          ...Object.fromEntries(states.map(([name, port]) => [`next_${name}`, port])),
        },
      };
  }
}

function checkPort(
  kind: "input" | "output",
  name: string,
  expected: Port,
  values: ReadonlyMap<string, ValueSignature>,
  where: string,
): void {
  const found = values.get(name);
  const wanted = `${expected.type} [${expected.shape.join(", ")}]`;
  if (!found) throw broken(`The graph lacks the ${kind} ${name}, ${wanted}`, where);
  if (found.type !== expected.type || !shapesAgree(found.shape, expected.shape)) {
    const is = `${found.type} [${found.shape?.map((axis) => axis || "?").join(", ")}]`;
    throw broken(`The ${kind} ${name} is ${is} where the manifest asks for ${wanted}`, where);
  }
}

/** An axis that the graph leaves open agrees with anything; one that has to be open must not be fixed. */
function shapesAgree(found: readonly Dimension[] | undefined, expected: readonly Dimension[]): boolean {
  if (found === undefined) return true;
  return (
    found.length === expected.length &&
    found.every((axis, index) => typeof axis === "string" || axis === expected[index])
  );
}

function broken(what: string, where: string): HomotopyError {
  return new HomotopyError("bad-model", what, where, "export the graphs and the manifest of the same model");
}
