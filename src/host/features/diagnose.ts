/** Diagnose: each stage on the way to a result, what it found or why it stopped, as a document to read and to send. */
import * as vscode from "vscode";
import { messageOf } from "../../core/errors";
import { VERSION } from "../../core/version";
import type { ModelCatalogue } from "../models/catalogue";
import { detailsOf } from "../models/modelsView";
import type { Engine } from "../processes/engine";

const SENTENCE = "The quick brown fox jumps over the lazy dog.";

const SCHEME = "homotopy-diagnosis";

/** Shows the last diagnosis as a document that nobody is asked to save. */
export class DiagnosisDocument implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;
  #content = "";

  constructor() {
    const provider = { onDidChange: this.#changed.event, provideTextDocumentContent: () => this.#content };
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, provider);
  }

  async show(content: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: "/Homotopy.md" });
    this.#content = content;
    this.#changed.fire(uri);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

export async function diagnose(engine: Engine, catalogue: ModelCatalogue, document: DiagnosisDocument): Promise<void> {
  const title = vscode.l10n.t("Examining Homotopy");
  const content = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    examine(engine, catalogue),
  );
  await document.show(content);
}

async function examine(engine: Engine, catalogue: ModelCatalogue): Promise<string> {
  // Who asks for a diagnosis asks for another try.
  if (engine.state === "failed") engine.restart();
  const lines = [
    "# Homotopy",
    "",
    `- Homotopy ${VERSION}, VS Code ${vscode.version}, extension host on Node ${process.versions.node}`,
    `- ${process.platform}-${process.arch}${vscode.env.remoteName ? `, remote: ${vscode.env.remoteName}` : ""}`,
    `- Workspace ${vscode.workspace.isTrusted ? "trusted" : "not trusted: its models are not used"}`,
    "",
    "## Stages",
    "",
  ];
  const model = await stage(lines, "Find the model", async () => {
    const active = await catalogue.active();
    return [active.directory, `${active.name} in ${active.directory}`];
  });
  await stage(lines, "Start the engine and load its library", async () => {
    const found = await engine.use((api) => api.diagnose());
    const { node, platform, runtime, providers, threads, residentMegabytes } = found;
    const text = `${runtime} on Node ${node} (${platform}); built for ${providers.join(", ")}; ${threads} threads; ${residentMegabytes} MiB`;
    return [found, text];
  });
  if (model !== undefined) {
    await stage(lines, "Read the model", async () => {
      const found = await engine.use((api) => api.describe(model));
      const refused = found.refused.map(({ provider, reason }) => `; ${provider} refused: ${reason}`).join("");
      return [found, `${found.name} ${found.version}, hash ${found.hash}, runs on ${found.provider}${refused}`];
    });
    await stage(lines, "Run it", async () => {
      const found = await engine.use((api) => api.variants(model, SENTENCE, { count: 10, seed: 1 }));
      return [found, `${found.variants.length} variants of “${SENTENCE}”, first: “${found.variants[0]?.text ?? ""}”`];
    });
  }
  lines.push("", "## Models", "");
  for (const entry of await catalogue.list())
    lines.push(`- ${entry.kind}: ${entry.name} (${detailsOf(entry)}), ${entry.directory}`);
  return `${lines.join("\n")}\n`;
}

/** Runs one stage, notes how it went and how long it took, and returns what it found. */
async function stage<T>(
  lines: string[],
  name: string,
  run: () => Promise<readonly [found: T, text: string]>,
): Promise<T | undefined> {
  const start = performance.now();
  try {
    const [found, text] = await run();
    lines.push(`- ✓ ${name} (${Math.round(performance.now() - start)} ms): ${text}`);
    return found;
  } catch (error) {
    lines.push(`- ✗ ${name} (${Math.round(performance.now() - start)} ms): ${messageOf(error)}`);
    return undefined;
  }
}
