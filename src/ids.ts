/** Every name that the manifest and the code share: commands, settings, views, panels, context keys. A test compares. */

export const EXTENSION = "homotopy.homotopy";

export const COMMANDS = {
  variants: "homotopy.encodeAndSampleVariants",
  interpolate: "homotopy.interpolate",
  complete: "homotopy.completeSentence",
  setPathStart: "homotopy.setPathStart",
  setPathEnd: "homotopy.setPathEnd",
  samplePrior: "homotopy.samplePrior",
  runRecipe: "homotopy.runRecipe",
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

export const SETTINGS = {
  activeModel: "homotopy.model.active",
  modelFolders: "homotopy.model.folders",
  variantsCount: "homotopy.variants.count",
  variantsSpread: "homotopy.variants.spread",
  variantsTemperature: "homotopy.variants.temperature",
  pathShape: "homotopy.path.shape",
  pathSteps: "homotopy.path.steps",
  pathAdaptive: "homotopy.path.adaptive",
  completionsMethod: "homotopy.completions.method",
  completionsCount: "homotopy.completions.count",
  completionsBeam: "homotopy.completions.beam",
  engineProvider: "homotopy.engine.provider",
  engineThreads: "homotopy.engine.threads",
  engineIdleMinutes: "homotopy.engine.idleMinutes",
} as const;
export type SettingId = (typeof SETTINGS)[keyof typeof SETTINGS];

/** Webview panels, one of each. */
export const PANELS = {
  variants: "homotopy.variants",
  homotopy: "homotopy.homotopy",
  completions: "homotopy.completions",
} as const;
export type PanelName = keyof typeof PANELS;

export const VIEWS = { models: "homotopy.models" } as const;
export const SUBMENUS = { editor: "homotopy.editor" } as const;
export const WALKTHROUGH = "homotopy.start";

/** `contextValue` of the models view's items: what can be done with a model. */
export const MODEL_ITEMS = {
  bundled: "homotopy.model.bundled",
  installed: "homotopy.model.installed",
  workspace: "homotopy.model.workspace",
} as const;
