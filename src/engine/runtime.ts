/**
 * ONNX Runtime's Node binding, loaded when the first session is made: importing the engine loads no native module.
 */
import { HomotopyError, messageOf } from "../core/errors";

type OnnxRuntime = typeof import("onnxruntime-node");

let loading: Promise<OnnxRuntime> | undefined;

/** @throws HomotopyError "unavailable" where there is no native binary. */
export function onnxRuntime(): Promise<OnnxRuntime> {
  loading ??= load();
  return loading;
}

async function load(): Promise<OnnxRuntime> {
  const runtime = await import("onnxruntime-node").catch((cause: unknown) => {
    const what = `ONNX Runtime cannot be loaded: ${messageOf(cause)}`;
    const platform = `onnxruntime-node on ${process.platform}-${process.arch}`;
    throw new HomotopyError("unavailable", what, platform, "install the packages again with npm ci", { cause });
  });
  // Refused execution providers are written to stderr as errors; each refusal is thrown as well, and kept in a report.
  runtime.env.logLevel = "fatal";
  return runtime;
}
