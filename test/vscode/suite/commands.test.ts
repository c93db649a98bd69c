import { ok, strictEqual } from "node:assert";
import { setTimeout } from "node:timers/promises";
import { afterEach, before, describe, it } from "mocha";
import * as vscode from "vscode";
import { COMMANDS } from "../../../src/ids";
import { until } from "../wait";
import { activate, closeAll, panelOpened, panelTabs, show } from "./workspace";

describe("commands", () => {
  before(activate);
  afterEach(closeAll);

  it("opens one panel for the variants of a selection, beside the text", async () => {
    const editor = await show("She opened the door.", "selected");
    await vscode.commands.executeCommand(COMMANDS.variants);
    await vscode.commands.executeCommand(COMMANDS.variants);
    const tab = await panelOpened("variants");
    strictEqual(panelTabs("variants").length, 1);
    ok(tab.group.viewColumn !== editor.viewColumn);
  });

  it("walks between the two lines of a selection", async () => {
    await show("I am very tired.\nWhere did you go yesterday?", "selected");
    await vscode.commands.executeCommand(COMMANDS.interpolate);
    await panelOpened("homotopy");
  });

  it("completes the sentence at the cursor", async () => {
    await show("I would like to", "cursor at the end");
    await vscode.commands.executeCommand(COMMANDS.complete);
    await panelOpened("completions");
  });

  it("samples the prior without an editor", async () => {
    await vscode.commands.executeCommand(COMMANDS.samplePrior);
    await panelOpened("variants");
  });

  it("says what is wrong when there is nothing to explore", async () => {
    await show("", "cursor at the end");
    // Its promise may wait until the person has read the message.
    const done = vscode.commands.executeCommand(COMMANDS.variants).then(() => true);
    await until("the end of the command", async () => {
      await vscode.commands.executeCommand("notifications.clearAll");
      return Promise.race([done, setTimeout(100, false)]);
    });
    strictEqual(panelTabs("variants").length, 0);
  });
});
