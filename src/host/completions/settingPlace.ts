/** Where a setting that holds for a document is written: changing it elsewhere would change nothing. */

/** What VS Code tells of a setting. */
export interface SettingValues {
  readonly workspaceFolderLanguageValue?: unknown;
  readonly workspaceLanguageValue?: unknown;
  readonly globalLanguageValue?: unknown;
  readonly workspaceFolderValue?: unknown;
  readonly workspaceValue?: unknown;
}

export interface SettingPlace {
  readonly where: "user" | "workspace" | "folder";
  /** Whether it is written for the document's language alone. */
  readonly inLanguage: boolean;
}

/** The place that wins: for the language before for all, a folder before the workspace, that before the person. */
export function placeOfSetting(values: SettingValues): SettingPlace {
  if (values.workspaceFolderLanguageValue !== undefined) return { where: "folder", inLanguage: true };
  if (values.workspaceLanguageValue !== undefined) return { where: "workspace", inLanguage: true };
  if (values.globalLanguageValue !== undefined) return { where: "user", inLanguage: true };
  if (values.workspaceFolderValue !== undefined) return { where: "folder", inLanguage: false };
  if (values.workspaceValue !== undefined) return { where: "workspace", inLanguage: false };
  return { where: "user", inLanguage: false };
}
