import { deepStrictEqual, strictEqual } from "node:assert";
import { describe, it } from "mocha";
import * as vscode from "vscode";
import { COMMANDS, EXTENSION, VIEWS } from "../../../src/ids";
import { engines } from "../processes";
import { activate } from "./workspace";

describe("activation", () => {
  it("waits for first use", () => {
    strictEqual(vscode.extensions.getExtension(EXTENSION)?.isActive, false);
  });

  it("registers every command", async () => {
    await activate();
    const registered = await vscode.commands.getCommands(true);
    deepStrictEqual(
      Object.values(COMMANDS).filter((command) => !registered.includes(command)),
      [],
    );
  });

  it("shows its view", async () => {
    await vscode.commands.executeCommand(`${VIEWS.models}.focus`);
  });

  it("starts no process and loads no native module", function () {
    const loaded = Object.keys(require.cache).filter((file) => /onnxruntime|tokenizers\.[\w-]+\.node$/.test(file));
    deepStrictEqual(loaded, []);
    if (process.platform !== "linux") return this.skip();
    deepStrictEqual(engines(process.pid), []);
  });
});
