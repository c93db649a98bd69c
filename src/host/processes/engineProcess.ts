/**
 * The engine as a child process: forked, greeted within a time limit, its output in the log. Node alone: no VS Code here.
 */
import type { ChildProcess } from "node:child_process";
import { HomotopyError } from "../../core/errors";
import type { EngineApi, EngineSettings } from "../../protocol/engine";
import { childPort } from "../../protocol/transport/node";
import { type Client, Connection } from "../../protocol/transport/rpc";
import { forkEngine } from "./forkEngine";

/** Of VS Code's log channel, what a process needs. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
}

export interface EngineLaunch {
  /** The engine's program. */
  readonly entry: string;
  readonly settings: EngineSettings;
  readonly log: Log;
  /** Gives the process; without it one is forked. */
  readonly fork?: () => ChildProcess;
  /** Milliseconds in which the engine has to answer the greeting. */
  readonly patience?: number;
}

export interface RunningEngine {
  readonly api: Client<EngineApi>;
  /** Settles when the process has ended, with the reason that calls under way failed for. */
  readonly ended: Promise<HomotopyError>;
  /** Ends the process; calls under way fail. */
  stop(): void;
}

const PATIENCE = 15_000;

/** @throws HomotopyError "unavailable" if the process does not start, or does not answer in time. */
export async function startEngine(launch: EngineLaunch): Promise<RunningEngine> {
  const { entry, settings, log, fork, patience = PATIENCE } = launch;
  const child = fork?.() ?? forkEngine(entry);
  forward(child, log);
  const connection = new Connection(childPort(child));
  const ended = endOf(child).then((how) => {
    const reason = new HomotopyError(
      "unavailable",
      `The engine ended unexpectedly (${how})`,
      "engine process",
      "try again: the engine starts anew; if it happens again, Homotopy: Diagnose and the log say more",
    );
    log.info(`Engine ${child.pid} ended: ${how}`);
    connection.close(reason);
    return reason;
  });
  const api = connection.client<EngineApi>();
  const engine: RunningEngine = { api, ended, stop: () => stop(child, connection) };
  try {
    const { process: id } = await within(patience, api.hello(settings), entry);
    log.info(`Engine ${id} started: provider ${settings.provider}, ${settings.threads || "automatic"} threads`);
    return engine;
  } catch (error) {
    child.kill("SIGKILL");
    await ended;
    throw error;
  }
}

/** The end of a process in words: its exit code, the signal that ended it, or why it never began. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(signal ? `signal ${signal}` : `exit code ${code}`));
  });
}

function stop(child: ChildProcess, connection: Connection): void {
  const what = "The engine was stopped";
  connection.close(new HomotopyError("cancelled", what, "engine process", "ask again: it starts anew"));
  child.kill();
}

function forward(child: ChildProcess, log: Log): void {
  child.stdout?.setEncoding("utf8").on("data", (text: string) => log.info(text.trimEnd()));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => log.warn(text.trimEnd()));
}

async function within<T>(milliseconds: number, promise: Promise<T>, where: string): Promise<T> {
  const late = new HomotopyError(
    "unavailable",
    `The engine did not answer within ${milliseconds / 1000} s`,
    where,
    "try again; on a busy machine the second start is faster",
  );
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late), milliseconds);
  });
  try {
    return await Promise.race([promise, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
