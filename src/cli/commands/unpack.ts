import { resolve } from "node:path";
import type { Command } from "commander";
import { interruptible } from "../interrupt";
import { command, examples, type OutputOptions } from "../options";
import { counted, show } from "../output";
import type { Terminal } from "../terminal";

interface UnpackOptions extends OutputOptions {
  readonly out: string;
}

export function unpackCommand(terminal: Terminal): Command {
  return command("unpack", "The model package in an archive, every file of it checked")
    .argument("<file>", "archive that homotopy pack or the extension made")
    .requiredOption("--out <dir>", "folder of the package, which must not be there yet")
    .addHelpText("after", examples("unpack my-model.homotopy.zip --out my-model"))
    .action(async (file: string, { out, json }: UnpackOptions) => {
      const result = await interruptible((signal) => unpack(file, resolve(out), signal));
      show(terminal, result, json, ({ model, out, files }) => `${model} in ${out}, ${counted(files, "file")}`);
    });
}

async function unpack(file: string, out: string, signal: AbortSignal) {
  const { packageHash } = await import("../../model/package/readManifest");
  const { copyTo } = await import("../../model/package/transfer/copy");
  const manifest = await copyTo(file, out, { signal });
  return { model: `${manifest.name}@${packageHash(manifest)}`, out, files: manifest.files.length };
}
