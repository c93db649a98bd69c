/** The extension once it is used: its parts, and what each command does. Loaded by the first command, view or panel. */
import * as vscode from "vscode";
import {
  COMMANDS,
  type CommandId,
  EXTENSION,
  INLINE_SETTINGS,
  type PanelName,
  SETTINGS,
  TASK_TYPE,
  WALKTHROUGH,
} from "../ids";
import { InlineProvider } from "./completions/provider";
import { isAutomatic, languages } from "./completions/registration";
import { toggleInlineCompletions } from "./completions/toggle";
import { DiagnosisDocument, diagnose } from "./features/diagnose";
import { Exploring } from "./features/exploring";
import { Panels } from "./features/panels";
import { SampleDocument } from "./features/sampleDocument";
import { StatusBar } from "./features/statusBar";
import type { ModelEntry } from "./models/catalogue";
import { ModelCommands } from "./models/modelCommands";
import { isModel, ModelsView } from "./models/modelsView";
import type { EngineState } from "./processes/engine";
import type { ForkAhead } from "./processes/forkAhead";
import { tell } from "./services/problems";
import { Services } from "./services/services";
import { Training } from "./training/training";

export class Host implements vscode.Disposable {
  readonly models: ModelsView;
  readonly inline: InlineProvider;
  readonly #services: Services;
  readonly #status: StatusBar;
  readonly #exploring: Exploring;
  readonly #training: Training;
  readonly #diagnosis = new DiagnosisDocument();
  readonly #sample = new SampleDocument();
  readonly #commands: Readonly<Record<CommandId, (argument: unknown) => unknown>>;
  readonly #disposables: vscode.Disposable[] = [];
  #panels: Panels | undefined;

  constructor(
    private readonly context: vscode.ExtensionContext,
    ahead: ForkAhead,
  ) {
    const services = new Services(context, ahead);
    const { catalogue, engine, recent } = services;
    this.#services = services;
    this.models = new ModelsView(catalogue);
    this.#status = new StatusBar(catalogue);
    this.inline = new InlineProvider(services, (reason) => this.#showInline(reason));
    this.#exploring = new Exploring(() => this.panels, recent, catalogue);
    const refresh = () => this.#refresh();
    const models = new ModelCommands(catalogue, engine, services.installed, refresh);
    const parts = { context, services, models, exploring: this.#exploring, refresh };
    this.#training = new Training(parts, (run) => this.#status.setTraining(run));
    this.#commands = this.#commandTable(models);
    this.#disposables.push(
      services,
      this.#status,
      this.#training,
      this.inline,
      this.#diagnosis,
      services.onEngineState((state) => this.#engineState(state)),
      // A task that trains leaves a model behind.
      vscode.tasks.onDidEndTask(({ execution }) => execution.task.definition.type === TASK_TYPE && this.#refresh()),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#refresh()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.#refresh()),
      vscode.workspace.onDidChangeConfiguration((change) => this.#settingsChanged(change)),
      vscode.window.onDidChangeActiveTextEditor(() => this.#showInline()),
    );
    this.#refresh();
    this.#showInline();
  }

  /** Runs a command; a failure is told, not thrown. */
  async run(command: CommandId, argument: unknown): Promise<void> {
    try {
      await this.#commands[command](argument);
    } catch (error) {
      await tell(error, this.#services.engine, this.#services.log);
    }
  }

  async restore(name: PanelName, panel: vscode.WebviewPanel): Promise<void> {
    if (name === "training") await this.#training.restore(panel);
    else this.panels.restore(name, panel);
  }

  /** Takes up a training run that an earlier window began. */
  resumeTraining(): Promise<void> {
    return this.#training.resume();
  }

  get panels(): Panels {
    this.#panels ??= this.#makePanels();
    return this.#panels;
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #commandTable(models: ModelCommands): Readonly<Record<CommandId, (argument: unknown) => unknown>> {
    const { engine, catalogue, log } = this.#services;
    const exploring = this.#exploring;
    /** A command of the Models view; by the keyboard it means the active model. */
    const ofModel = (work: (model: ModelEntry) => Promise<void>) => async (argument: unknown) =>
      work(isModel(argument) ? argument : await catalogue.active());
    return {
      [COMMANDS.variants]: () => exploring.variants(),
      [COMMANDS.interpolate]: () => exploring.interpolate(),
      [COMMANDS.complete]: () => exploring.complete(),
      [COMMANDS.markGap]: () => exploring.markGap(),
      [COMMANDS.setPathStart]: () => exploring.setPathFromSelection("start"),
      [COMMANDS.setPathEnd]: () => exploring.setPathFromSelection("end"),
      [COMMANDS.samplePrior]: () => exploring.samplePrior(),
      [COMMANDS.openSample]: () => this.#sample.show(),
      [COMMANDS.toggleInline]: toggleInlineCompletions,
      [COMMANDS.runRecipe]: () => exploring.runRecipe(),
      [COMMANDS.trainOnWorkspace]: (folder) => this.#training.train(folder),
      [COMMANDS.showTraining]: () => this.#training.show(),
      [COMMANDS.selectModel]: () => models.select(),
      [COMMANDS.diagnose]: () => diagnose(engine, catalogue, this.#diagnosis),
      [COMMANDS.restartEngine]: () => engine.restart(),
      [COMMANDS.showLog]: () => log.show(),
      [COMMANDS.openWalkthrough]: openWalkthrough,
      [COMMANDS.importModel]: () => models.import(),
      [COMMANDS.refreshModels]: () => this.#refresh(),
      [COMMANDS.setActiveModel]: ofModel((model) => models.setActive(model)),
      [COMMANDS.showModelCard]: ofModel((model) => models.showCard(model)),
      [COMMANDS.revealModel]: ofModel((model) => models.reveal(model)),
      [COMMANDS.exportModel]: ofModel((model) => models.export(model)),
      [COMMANDS.deleteModel]: ofModel((model) => models.delete(model)),
    };
  }

  #makePanels(): Panels {
    const { services, exploring } = { services: this.#services, exploring: this.#exploring };
    const shared = {
      use: services.engine.use.bind(services.engine),
      model: (hash?: string) => services.model(hash),
      copy: async (text: string) => vscode.env.clipboard.writeText(text),
      showLog: () => services.log.show(),
      setPath: exploring.setPath.bind(exploring),
      train: () => this.#training.train(undefined),
    };
    const panels = new Panels(this.context.extensionUri, shared, this.context.workspaceState);
    this.#disposables.push(panels);
    return panels;
  }

  #refresh(): void {
    this.models.refresh();
    this.inline.forget();
    void this.#status.refresh();
  }

  #settingsChanged(change: vscode.ConfigurationChangeEvent): void {
    if (change.affectsConfiguration(SETTINGS.activeModel) || change.affectsConfiguration(SETTINGS.modelFolders)) {
      this.#refresh();
    }
    if (change.affectsConfiguration(INLINE_SETTINGS)) this.#showInline();
    if (change.affectsConfiguration(SETTINGS.engineProvider) || change.affectsConfiguration(SETTINGS.engineThreads)) {
      this.#services.engine.renew();
    }
  }

  #showInline(reason?: string): void {
    const document = vscode.window.activeTextEditor?.document;
    const isOffered = document === undefined || languages().includes(document.languageId);
    const other = isOffered ? undefined : vscode.l10n.t("texts in this language are not completed.");
    this.#status.setInline(isAutomatic(document), reason ?? other);
  }

  #engineState(state: EngineState): void {
    this.#status.setState(state);
    if (state === "ready") void this.#status.lookUpProvider(this.#services.engine);
    if (state === "failed") void this.#tellThatEngineFailed();
  }

  async #tellThatEngineFailed(): Promise<void> {
    const restart = vscode.l10n.t("Restart Engine");
    const message = vscode.l10n.t("The engine of Homotopy ended unexpectedly several times in a row.");
    if ((await vscode.window.showErrorMessage(message, restart)) === restart) this.#services.engine.restart();
  }
}

function openWalkthrough(): Thenable<unknown> {
  return vscode.commands.executeCommand("workbench.action.openWalkthrough", `${EXTENSION}#${WALKTHROUGH}`, false);
}
