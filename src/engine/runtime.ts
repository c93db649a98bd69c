/**
 * ONNX Runtime, loaded when the first session is made: importing the engine loads no native module. The Node binding, or
 * where there is no binary of it (Intel Macs, musl, what a package for all platforms carries) the same runtime compiled to
 * WebAssembly, which has one provider, `cpu`, and is some ten times slower.
 */
import { HomotopyError, messageOf } from "../core/errors";

type NodeBinding = typeof import("onnxruntime-node");
/** What the two have in common, which is all that inference uses, and what only one can list. */
export type OnnxRuntime = Pick<NodeBinding, "InferenceSession" | "Tensor" | "env"> &
  Partial<Pick<NodeBinding, "listSupportedBackends">>;

let loading: Promise<OnnxRuntime> | undefined;

/** @throws HomotopyError "unavailable" where neither can be loaded. */
export function onnxRuntime(): Promise<OnnxRuntime> {
  loading ??= load();
  return loading;
}

/** Which of the two runs here, with its version. */
export async function runtimeName(): Promise<string> {
  const { versions } = (await onnxRuntime()).env;
  return versions.node ? `onnxruntime-node ${versions.node}` : `onnxruntime-web ${versions.web ?? ""}`.trim();
}

/** Whether the runtime is the Node binding. */
export async function isNative(): Promise<boolean> {
  return (await onnxRuntime()).env.versions.node !== undefined;
}

/** The providers that it was built for; whether this machine can serve them, only a session tells. */
export async function runtimeProviders(): Promise<readonly string[]> {
  const backends = (await onnxRuntime()).listSupportedBackends?.();
  return backends ? backends.map(({ name }) => name) : ["cpu"];
}

async function load(): Promise<OnnxRuntime> {
  const runtime = await import("onnxruntime-node").catch(loadWebAssembly);
  // Refused execution providers are written to stderr as errors; each refusal is thrown as well, and kept in a report.
  runtime.env.logLevel = "fatal";
  return runtime;
}

async function loadWebAssembly(native: unknown): Promise<OnnxRuntime> {
  const runtime: OnnxRuntime = await import("onnxruntime-web").catch((cause: unknown) => {
    const what = `ONNX Runtime cannot be loaded: ${messageOf(native)}; nor can its WebAssembly: ${messageOf(cause)}`;
    const platform = `onnxruntime-node on ${process.platform}-${process.arch}`;
    throw new HomotopyError("unavailable", what, platform, "install the packages or the extension again", { cause });
  });
  // A decoding step is too short to share: more threads were no faster.
  runtime.env.wasm.numThreads = 1;
  return runtime;
}
