/** The parts of a headless VS Code: paths. */
export interface Host {
  /** The Node that runs the server. */
  readonly node: string;
  /** VS Code's server-main.js. */
  readonly server: string;
  /** The Chromium that shows the workbench. */
  readonly browser: string;
}

export function installHost(): Host;
