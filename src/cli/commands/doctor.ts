import type { Command } from "commander";
import { command, examples, type OutputOptions } from "../options";
import { show, table } from "../output";
import type { Terminal } from "../terminal";

export function doctorCommand(terminal: Terminal): Command {
  return command("doctor", "What this machine offers: runtimes, execution providers, backends, models")
    .addHelpText("after", examples("doctor", "doctor --json"))
    .action(async ({ json }: OutputOptions) => {
      const { examineMachine } = await import("../machine");
      show(terminal, await examineMachine(), json, asText);
    });
}

type Machine = Awaited<ReturnType<typeof import("../machine").examineMachine>>;

function asText({ homotopy, node, platform, cpu, onnxRuntime, tensorflow, models }: Machine): string {
  return [
    `Homotopy ${homotopy}, Node ${node}, ${platform}`,
    `${cpu.threads} threads (${cpu.model}), ${cpu.memoryGiB} GiB of memory`,
    "",
    `ONNX Runtime ${onnxRuntime.version}: ${onnxRuntime.error ?? `"auto" runs on ${onnxRuntime.automatic}`}`,
    table(onnxRuntime.providers.map(({ name, state, reason = "" }) => [`  ${name}`, state, reason])),
    `TensorFlow.js (eager training): ${tensorflow.chosen ?? "no backend"}`,
    table(tensorflow.refused.map(({ name, reason }) => [`  ${name}`, "refused", reason])),
    `models: ${models.length === 0 ? "none" : ""}`,
    table(models.map(({ name, directory, problem }) => [`  ${name}`, problem ?? directory])),
  ]
    .filter((part, index) => part !== "" || index === 2)
    .join("\n");
}
