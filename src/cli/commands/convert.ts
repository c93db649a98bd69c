import { resolve } from "node:path";
import { type Command, Option } from "commander";
import { WEIGHT_FORMATS, type WeightFormat } from "../../model/onnx/weightFormat";
import { chosenModel } from "../models";
import { command, examples, type OutputOptions } from "../options";
import { show } from "../output";
import type { Terminal } from "../terminal";

interface ConvertOptions extends OutputOptions {
  readonly weights: WeightFormat;
  readonly out: string;
}

const ABOUT = `
float16 halves the size and changes next to nothing. int8 and int4 keep the embedding and the decoder's matrices in blocks of
8-bit and 4-bit numbers, which makes decoding faster on a CPU, too. "homotopy evaluate --save" says what it costs.`;

export function convertCommand(terminal: Terminal): Command {
  return command("convert", "A model package with its weights in fewer bytes")
    .argument("<model>", "model package: its folder, or the name of a bundled model")
    .addOption(new Option("--weights <format>", "of the weights").choices(WEIGHT_FORMATS).makeOptionMandatory())
    .requiredOption("--out <dir>", "folder of the new package, which may be the model's own")
    .addHelpText("after", ABOUT)
    .addHelpText("after", examples("convert my-model --weights float16 --out my-model-16"))
    .action(async (model: string, { weights, out, json }: ConvertOptions) => {
      const result = await convert(await chosenModel(model), weights, resolve(out));
      show(terminal, result, json, (each) => {
        const size = (bytes: number) => bytes.toLocaleString("en-GB");
        return `${each.model} in ${each.out}: ${size(each.bytes)} bytes instead of ${size(each.before)}`;
      });
    });
}

async function convert(directory: string, weights: WeightFormat, out: string) {
  const { convertPackage } = await import("../../model/package/convert");
  const { packageHash, readManifest } = await import("../../model/package/readManifest");
  const before = bytesOf(await readManifest(directory));
  const manifest = await convertPackage(directory, weights, out);
  return { model: `${manifest.name}@${packageHash(manifest)}`, out, weights, bytes: bytesOf(manifest), before };
}

function bytesOf({ files }: { readonly files: readonly { readonly bytes: number }[] }): number {
  return files.reduce((total, { bytes }) => total + bytes, 0);
}
