/** Chooses where TensorFlow.js computes: libtensorflow where it is installed, else WebAssembly, else plain JavaScript. */
import { createRequire } from "node:module";
import path from "node:path";
import * as tf from "@tensorflow/tfjs-core";
import { HomotopyError, messageOf } from "../core/errors";

export type EagerBackend = "node" | "wasm" | "cpu";

export interface BackendChoice {
  readonly name: EagerBackend;
  /** The ones that were tried first, and why each cannot be used. */
  readonly refused: readonly { readonly name: EagerBackend; readonly reason: string }[];
}

const PREFERENCE: readonly EagerBackend[] = ["node", "wasm", "cpu"];

/** tfjs-node registers itself under the name of the library behind it. */
const REGISTERED_NAME: Readonly<Record<EagerBackend, string>> = { node: "tensorflow", wasm: "wasm", cpu: "cpu" };

const LOADERS: Readonly<Record<EagerBackend, () => Promise<void>>> = { node: loadNode, wasm: loadWasm, cpu: loadCpu };

/** Makes the first backend that works the current one. */
export async function chooseBackend(preference: readonly EagerBackend[] = PREFERENCE): Promise<BackendChoice> {
  // Silences the library's advertisement on the first use of its cpu backend.
  tf.enableProdMode();
  const refused: { name: EagerBackend; reason: string }[] = [];
  for (const name of preference) {
    try {
      await LOADERS[name]();
      if (!(await tf.setBackend(REGISTERED_NAME[name]))) throw new Error("it refused to start");
      await tf.ready();
      return { name, refused };
    } catch (error) {
      refused.push({ name, reason: firstLine(messageOf(error)) });
    }
  }
  throw new HomotopyError(
    "unavailable",
    "No TensorFlow.js backend could be started",
    refused.map(({ name, reason }) => `${name}: ${reason}`).join("; "),
    "reinstall the dependencies with npm ci",
  );
}

async function loadNode(): Promise<void> {
  // An optional dependency: present in most installs, but usable only once its native library was fetched.
  const load = createRequire(__filename);
  load("@tensorflow/tfjs-node");
}

async function loadWasm(): Promise<void> {
  const wasm = await import("@tensorflow/tfjs-backend-wasm");
  // Threads of this build do not start under Node.
  tf.env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
  wasm.setWasmPaths(wasmFolder());
}

async function loadCpu(): Promise<void> {
  await import("@tensorflow/tfjs-backend-cpu");
}

/** The binaries lie beside the bundle in an installed copy, and in the package in a development one. */
function wasmFolder(): string {
  try {
    const entry = createRequire(__filename).resolve("@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm");
    return `${path.dirname(entry)}${path.sep}`;
  } catch {
    return `${__dirname}${path.sep}`;
  }
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}

export function tfVersion(): string {
  return tf.version_core;
}
