/** What this machine offers. Nothing that is missing is an error: each part says what it found, or why it cannot be used. */
import { availableParallelism, cpus, totalmem } from "node:os";
import { basename } from "node:path";
import { messageOf } from "../core/errors";
import { VERSION } from "../core/version";
import { GraphBuilder } from "../model/onnx/graph";
import { readManifest } from "../model/package/read";
import { PROVIDERS, type Provider, providersToTry } from "../model/providers";
import { bundledModels } from "./models";

const GIBIBYTE = 2 ** 30;

interface ProviderState {
  readonly name: Provider;
  readonly state: "usable" | "refused" | "untried";
  readonly reason?: string;
}

export async function examineMachine() {
  return {
    homotopy: VERSION,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    cpu: {
      model: cpus()[0]?.model.trim() ?? "unknown",
      threads: availableParallelism(),
      memoryGiB: Math.round(totalmem() / GIBIBYTE),
    },
    onnxRuntime: await examineOnnxRuntime(),
    tensorflow: await examineTensorflow(),
    models: await installedModels(),
  };
}

async function examineOnnxRuntime() {
  try {
    const { onnxRuntime } = await import("../engine/runtime");
    const runtime = await onnxRuntime();
    const providers = await Promise.all(PROVIDERS.map(examineProvider));
    const automatic = providersToTry("auto", process.platform).find((name) =>
      providers.some((provider) => provider.name === name && provider.state === "usable"),
    );
    return { version: runtime.env.versions.node ?? runtime.env.versions.web ?? "unknown", automatic, providers };
  } catch (error) {
    return { version: "", error: firstLine(error), providers: [] };
  }
}

/** A provider that the runtime was built for may still lack a driver or a device: only a session tells. */
async function examineProvider(name: Provider): Promise<ProviderState> {
  // Never chosen by itself, and its loader writes to stderr where there is no such device.
  if (name === "webgpu") return { name, state: "untried", reason: "only on request, by --provider webgpu" };
  const { Session } = await import("../engine/session");
  try {
    const session = await Session.create(smallestModel(), { provider: name, threads: 1 });
    await session.dispose();
    return { name, state: "usable" };
  } catch (error) {
    return { name, state: "refused", reason: firstLine(error) };
  }
}

function smallestModel(): Uint8Array {
  const graph = new GraphBuilder("probe");
  const input = graph.input("x", "float32", ["rows"]);
  graph.output("y", graph.node("Neg", [input]), "float32", ["rows"]);
  return graph.toModel();
}

async function examineTensorflow() {
  try {
    const { chooseBackend } = await import("../trainer/backend");
    const { name, refused } = await chooseBackend();
    return { chosen: name, refused };
  } catch (error) {
    return { refused: [{ name: "all", reason: firstLine(error) }] };
  }
}

async function installedModels() {
  const directories = await bundledModels();
  return Promise.all(
    directories.map(async (directory) => {
      try {
        const { name, version, language } = await readManifest(directory);
        return { name, version, language, directory };
      } catch (error) {
        return { name: basename(directory), directory, problem: firstLine(error) };
      }
    }),
  );
}

function firstLine(error: unknown): string {
  return messageOf(error).split("\n", 1)[0] ?? "";
}
