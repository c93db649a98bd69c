import { resolve } from "node:path";
import type { Command } from "commander";
import { HomotopyError } from "../../core/errors";
import { interruptible } from "../interrupt";
import { chosenModel } from "../models";
import { command, examples, type OutputOptions } from "../options";
import { show } from "../output";
import type { Terminal } from "../terminal";

interface PackOptions extends OutputOptions {
  readonly out?: string;
}

/** A slip of the finger must not write over a text. */
const ZIP = /\.zip$/i;

const ABOUT = `
The archive is a plain zip of the manifest, the model card and the files that the manifest lists. "homotopy unpack" and the
Models view of the extension check every one of them.`;

export function packCommand(terminal: Terminal): Command {
  return command("pack", "A model package as one file, to keep or to share")
    .argument("<model>", "model package: its folder, or the name of a bundled model")
    .option("--out <file>", "the archive, else the model's name and .homotopy.zip")
    .addHelpText("after", ABOUT)
    .addHelpText("after", examples("pack my-model", "pack english --out english.homotopy.zip"))
    .action(async (model: string, { out, json }: PackOptions) => {
      if (out !== undefined && !ZIP.test(out)) {
        const advice = "choose a name that ends in .homotopy.zip";
        throw new HomotopyError("bad-call", "An archive's name has to end in .zip", out, advice);
      }
      const result = await interruptible(async (signal) => pack(await chosenModel(model), out, signal));
      show(
        terminal,
        result,
        json,
        ({ model, file, bytes }) => `${model} in ${file}, ${bytes.toLocaleString("en-GB")} bytes`,
      );
    });
}

async function pack(directory: string, out: string | undefined, signal: AbortSignal) {
  const { stat } = await import("node:fs/promises");
  const { packageHash, readManifest } = await import("../../model/package/readManifest");
  const { archiveName, packPackage } = await import("../../model/package/transfer/pack");
  const file = resolve(out ?? archiveName(directory, await readManifest(directory)));
  const manifest = await packPackage(directory, file, { signal });
  return { model: `${manifest.name}@${packageHash(manifest)}`, file, bytes: (await stat(file)).size };
}
