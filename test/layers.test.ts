/** Imports run one way: core ← model ← {engine, trainer} ← {host, cli}. Reads the imports of every source file and holds them to it. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";

const ROOT = join(__dirname, "..");
const SOURCES = ["src", "webview"];

/** What each layer may import of the project (folders under src and webview) and of packages. First match wins. */
const LAYERS: readonly Layer[] = [
  // Of packages only pure ones that take text apart.
  { files: /^src\/core\//, project: /^src\/core\//, packages: /^(chardet|eld\/extrasmall|htmlparser2|markdown-it)$/ },
  {
    files: /^src\/protocol\/transport\/node\.ts$/,
    project: /^src\/(core|protocol)\//,
    packages: /^(node:|vscode-jsonrpc(\/|$))/,
  },
  { files: /^src\/protocol\//, project: /^src\/(core|protocol)\//, packages: /^(vscode-jsonrpc|zod)(\/|$)/ },
  {
    files: /^src\/model\//,
    project: /^src\/(core|model)\//,
    packages: /^(node:|zod$|long$|onnx-proto$|@petamoriken\/float16$|yauzl$|yazl$|(@huggingface\/)?tokenizers$)/,
  },
  {
    files: /^src\/engine\//,
    project: /^src\/(core|model|engine|protocol)\//,
    packages: /^(node:|zod$|onnxruntime-(node|web|common)$)/,
  },
  {
    files: /^src\/trainer\//,
    project: /^src\/(core|model|trainer|protocol)\//,
    packages: /^(node:|zod$|ignore$|onnxruntime-(node|common)$|@tensorflow\/tfjs-)/,
  },
  {
    files: /^src\/cli(\/|\.ts$)/,
    project: /^src\/(?!host\/|extension)/,
    packages: /^(node:|commander$|zod$)/,
  },
  {
    files: /^src\/(host\/|extension\.ts$)/,
    project: /^src\/(?!cli)/,
    packages: /^(node:|vscode$|vscode-jsonrpc(\/|$)|zod$)/,
  },
  { files: /^src\/ids\.ts$/, project: /^$/, packages: /^$/ },
  { files: /^src\/types\//, project: /^$/, packages: /^$/ },
  {
    files: /^webview\//,
    project: /^(webview\/|src\/(core|protocol)\/(?!transport\/node$))/,
    packages: /^(?!node:|vscode$|onnxruntime|tokenizers|@tensorflow)/,
  },
];

/** Packages that only some files may know. */
const CONFINED: readonly { readonly packages: RegExp; readonly to: RegExp }[] = [
  { packages: /^vscode$/, to: /^src\/(host\/|extension\.ts$)/ },
  { packages: /^(chardet|eld|htmlparser2|markdown-it)(\/|$)/, to: /^src\/core\/text\// },
  { packages: /^(onnx-proto|@petamoriken\/float16)$/, to: /^src\/model\/(onnx|package)\// },
  { packages: /^ya(u)?zl$/, to: /^src\/model\/package\/transfer\// },
  { packages: /^(@huggingface\/)?tokenizers$/, to: /^src\/model\/tokenizer\// },
  { packages: /^onnxruntime-/, to: /^src\/(engine|trainer\/(step|tracing))\// },
  { packages: /^@tensorflow\//, to: /^src\/trainer\// },
];

/** Static, type-only, dynamic and side-effect imports, and re-exports. */
const IMPORT =
  /(?:^\s*(?:import|export)\b[^"';=()]*?\bfrom\s*|^\s*import\s*|\bimport\(\s*|\brequire\(\s*)["']([^"']+)["']/gm;
const COMMENT = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;

interface Layer {
  readonly files: RegExp;
  readonly project: RegExp;
  readonly packages: RegExp;
}

interface Import {
  readonly file: string;
  readonly target: string;
  /** Whether `target` is a path in the project or a package. */
  readonly local: boolean;
}

const files = SOURCES.flatMap((folder) => filesUnder(join(ROOT, folder)));
const imports = files.flatMap(importsOf);

describe("layers", () => {
  it("finds the sources and their imports", () => {
    expect(files).toContain("src/core/errors.ts");
    expect(imports).toContainEqual({ file: "src/cli.ts", target: "src/cli/main", local: true });
  });

  it("has a layer for every file", () => {
    expect(files.filter((file) => !layerOf(file))).toEqual([]);
  });

  it("imports one way within the project", () => {
    expect(
      violations(
        imports.filter(({ local }) => local),
        (layer) => layer.project,
      ),
    ).toEqual([]);
  });

  it("uses only the packages of the layer", () => {
    expect(
      violations(
        imports.filter(({ local }) => !local),
        (layer) => layer.packages,
      ),
    ).toEqual([]);
  });

  it("keeps each runtime behind its own folder", () => {
    const strays = imports.filter(({ file, target, local }) =>
      CONFINED.some(({ packages, to }) => !local && packages.test(target) && !to.test(file)),
    );
    expect(strays.map(describeImport)).toEqual([]);
  });

  it("notices a wrong import", () => {
    const wrong: Import[] = [
      { file: "src/core/x.ts", target: "node:fs", local: false },
      { file: "src/core/x.ts", target: "zod", local: false },
      { file: "src/cli/x.ts", target: "vscode", local: false },
    ];
    expect(violations(wrong, (layer) => layer.packages)).toHaveLength(wrong.length);
    const upward: Import[] = [
      { file: "src/core/x.ts", target: "src/model/manifest", local: true },
      { file: "src/model/x.ts", target: "src/engine/explorer", local: true },
      { file: "src/engine/x.ts", target: "src/trainer/train", local: true },
      { file: "src/trainer/x.ts", target: "src/engine/explorer", local: true },
      { file: "src/cli/x.ts", target: "src/host/panels", local: true },
    ];
    expect(violations(upward, (layer) => layer.project)).toHaveLength(upward.length);
  });
});

function violations(candidates: readonly Import[], allowed: (layer: Layer) => RegExp): string[] {
  return candidates
    .filter(({ file, target }) => {
      const layer = layerOf(file);
      return layer !== undefined && !allowed(layer).test(target);
    })
    .map(describeImport);
}

function layerOf(file: string): Layer | undefined {
  return LAYERS.find((layer) => layer.files.test(file));
}

function describeImport({ file, target }: Import): string {
  return `${file} imports ${target}`;
}

function importsOf(file: string): Import[] {
  const source = readFileSync(join(ROOT, file), "utf8").replaceAll(COMMENT, "");
  return [...source.matchAll(IMPORT)].map(([, target = ""]) => {
    const local = target.startsWith(".");
    return { file, target: local ? posix(relative(ROOT, join(ROOT, dirname(file), target))) : target, local };
  });
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => posix(relative(ROOT, join(entry.parentPath, entry.name))));
}

function posix(path: string): string {
  return path.split(sep).join("/");
}
