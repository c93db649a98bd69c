/** Every name that the manifest and the code share: commands, settings, views, panels, context keys. A test compares. */

export const EXTENSION = "homotopy.homotopy";

export const COMMANDS = {
  variants: "homotopy.encodeAndSampleVariants",
  interpolate: "homotopy.interpolate",
  complete: "homotopy.completeSentence",
  markGap: "homotopy.markGap",
  setPathStart: "homotopy.setPathStart",
  setPathEnd: "homotopy.setPathEnd",
  samplePrior: "homotopy.samplePrior",
  openSample: "homotopy.openSample",
  toggleInline: "homotopy.toggleInlineCompletions",
  runRecipe: "homotopy.runRecipe",
  trainOnWorkspace: "homotopy.trainOnWorkspace",
  showTraining: "homotopy.showTraining",
  selectModel: "homotopy.selectModel",
  diagnose: "homotopy.diagnose",
  restartEngine: "homotopy.restartEngine",
  showLog: "homotopy.showLog",
  openWalkthrough: "homotopy.openWalkthrough",
  importModel: "homotopy.models.import",
  refreshModels: "homotopy.models.refresh",
  setActiveModel: "homotopy.models.setActive",
  showModelCard: "homotopy.models.showCard",
  revealModel: "homotopy.models.reveal",
  exportModel: "homotopy.models.export",
  deleteModel: "homotopy.models.delete",
} as const;
export type CommandId = (typeof COMMANDS)[keyof typeof COMMANDS];

/** VS Code runs it when a person takes an inline completion; the palette does not know it. */
export const INLINE_ACCEPTED = "homotopy.inlineCompletions.accepted";

export const SETTINGS = {
  activeModel: "homotopy.model.active",
  modelFolders: "homotopy.model.folders",
  variantsCount: "homotopy.variants.count",
  variantsSpread: "homotopy.variants.spread",
  variantsTemperature: "homotopy.variants.temperature",
  pathShape: "homotopy.path.shape",
  pathSteps: "homotopy.path.steps",
  pathAdaptive: "homotopy.path.adaptive",
  completionsCount: "homotopy.completions.count",
  completionsBeam: "homotopy.completions.beam",
  inlineEnabled: "homotopy.inlineCompletions.enabled",
  inlineLanguages: "homotopy.inlineCompletions.languages",
  inlineMinimumProbability: "homotopy.inlineCompletions.minimumProbability",
  inlineAlternatives: "homotopy.inlineCompletions.alternatives",
  inlineWords: "homotopy.inlineCompletions.words",
  inlineBudget: "homotopy.inlineCompletions.budgetMilliseconds",
  engineProvider: "homotopy.engine.provider",
  engineThreads: "homotopy.engine.threads",
  engineIdleMinutes: "homotopy.engine.idleMinutes",
  trainingPriority: "homotopy.training.priority",
  trainingThreads: "homotopy.training.threads",
} as const;
export type SettingId = (typeof SETTINGS)[keyof typeof SETTINGS];

/** What the settings of inline completions begin with. */
export const INLINE_SETTINGS = "homotopy.inlineCompletions";

/** Webview panels, one of each. */
export const PANELS = {
  variants: "homotopy.variants",
  homotopy: "homotopy.homotopy",
  completions: "homotopy.completions",
  training: "homotopy.training",
} as const;
export type PanelName = keyof typeof PANELS;
/** Panels of sentences, whose results go into an editor. */
export type SentencePanel = Exclude<PanelName, "training">;

export const VIEWS = { models: "homotopy.models" } as const;
export const SUBMENUS = { editor: "homotopy.editor" } as const;
/** Type of the tasks that train. */
export const TASK_TYPE = "homotopy";
export const WALKTHROUGH = "homotopy.start";

/** `contextValue` of the models view's items: what can be done with a model. */
export const MODEL_ITEMS = {
  bundled: "homotopy.model.bundled",
  installed: "homotopy.model.installed",
  workspace: "homotopy.model.workspace",
} as const;
