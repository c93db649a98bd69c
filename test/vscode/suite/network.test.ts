/** Nothing leaves the machine: watched in this process, which is the extension's, and in the engine. */
import { deepStrictEqual } from "node:assert";
import dns from "node:dns";
import { Socket } from "node:net";
import { after, before, describe, it } from "mocha";
import * as vscode from "vscode";
import { COMMANDS } from "../../../src/ids";
import { engines, remoteEnds } from "../processes";
import { until } from "../wait";
import { activate, closeAll, panelOpened, show } from "./workspace";

/** Where extensions that are part of VS Code ask for their experiments. */
const EXPERIMENTS = /\.exp-tas\.com$/;

describe("network", () => {
  const calls: string[] = [];
  const { connect } = Socket.prototype;
  const { lookup } = dns;

  before(async function () {
    if (process.platform !== "linux") this.skip();
    await activate();
    Socket.prototype.connect = function (this: Socket, ...args: unknown[]): Socket {
      calls.push(hostOf(args));
      return Reflect.apply(connect, this, args);
    };
    dns.lookup = Object.assign((...args: unknown[]) => {
      calls.push(String(args[0]));
      Reflect.apply(lookup, dns, args);
    }, lookup);
  });
  after(async () => {
    Socket.prototype.connect = connect;
    dns.lookup = lookup;
    await closeAll();
  });

  it("is used by neither the extension nor its engine", async () => {
    await show("She opened the door.", "selected");
    await vscode.commands.executeCommand(COMMANDS.variants);
    await panelOpened("variants");
    const [engine] = await until("the engine", () => {
      const found = engines(process.pid);
      return found.length > 0 && found;
    });
    await vscode.commands.executeCommand(COMMANDS.variants);
    deepStrictEqual(remoteEnds(engine.pid), []);
    deepStrictEqual(
      calls.filter((host) => !EXPERIMENTS.test(host)),
      [],
    );
  });
});

/** Of a socket's connect: a port and a host, or options, which Node itself passes on in an array. */
function hostOf(args: readonly unknown[]): string {
  const [first, second] = args.flat();
  if (typeof first !== "object" || first === null) return `${first} ${second}`;
  if ("path" in first && typeof first.path === "string" && !("port" in first)) return first.path;
  return "host" in first ? String(first.host) : "localhost";
}
