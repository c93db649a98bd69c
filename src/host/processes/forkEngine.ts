/** The fork of the engine's process. Small, for it begins before the host is loaded. */
import { type ChildProcess, fork } from "node:child_process";

/** What a process of ours may see of the environment: where libraries and temporary files are, and which GPUs to use. */
const ENVIRONMENT = [
  "PATH",
  "LD_LIBRARY_PATH",
  "DYLD_LIBRARY_PATH",
  "SystemRoot",
  "windir",
  "HOME",
  "USERPROFILE",
  "TEMP",
  "TMP",
  "TMPDIR",
  "LANG",
  "CUDA_PATH",
  "CUDA_VISIBLE_DEVICES",
];

export function forkEngine(entry: string): ChildProcess {
  return fork(entry, [], {
    execArgv: [],
    env: childEnvironment(),
    serialization: "advanced",
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
}

export function childEnvironment(): NodeJS.ProcessEnv {
  const names = ENVIRONMENT.filter((name) => process.env[name] !== undefined);
  // In desktop VS Code, the program that is forked is Electron.
  return { ...Object.fromEntries(names.map((name) => [name, process.env[name]])), ELECTRON_RUN_AS_NODE: "1" };
}
