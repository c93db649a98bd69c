import { deepStrictEqual, ok, strictEqual } from "node:assert";
import { setTimeout } from "node:timers/promises";
import { afterEach, before, describe, it } from "mocha";
import * as vscode from "vscode";
import { sentenceAroundSelection } from "../../../src/host/editor/sentenceToFill";
import { SAMPLE } from "../../../src/host/features/sampleText";
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

  it("marks words of several selections as gaps, under Windows line ends", async () => {
    const editor = await show("It rained.\r\nShe opened the\r\nold door of it.", "selected");
    const { document } = editor;
    editor.selections = ["opened", "door"].map((text) => {
      const start = document.getText().indexOf(text);
      return new vscode.Selection(document.positionAt(start), document.positionAt(start + text.length));
    });
    const { text, original, spots } = sentenceAroundSelection(editor);
    deepStrictEqual([text, original], ["She ___ the old ___ of it.", "She opened the old door of it."]);
    const marked = spots.gaps.flat().map(({ start, end }) => document.getText().slice(start, end));
    deepStrictEqual(marked, ["opened", "door"]);
    await vscode.commands.executeCommand(COMMANDS.markGap);
    await panelOpened("completions");
  });

  it("samples the prior without an editor", async () => {
    await vscode.commands.executeCommand(COMMANDS.samplePrior);
    await panelOpened("variants");
  });

  it("explores the only editor in sight while a panel has the focus", async () => {
    await show("I would like to", "cursor at the end");
    await vscode.commands.executeCommand(COMMANDS.variants);
    await panelOpened("variants");
    await vscode.commands.executeCommand("workbench.action.focusSecondEditorGroup");
    await until("no active editor", () => vscode.window.activeTextEditor === undefined);
    await vscode.commands.executeCommand(COMMANDS.complete);
    await panelOpened("completions");
    strictEqual(vscode.window.activeTextEditor?.document.getText(), "I would like to");
  });

  it("opens the sample document once, its first sentence selected, and explores it", async () => {
    await vscode.commands.executeCommand(COMMANDS.openSample);
    await vscode.commands.executeCommand(COMMANDS.openSample);
    const editor = vscode.window.activeTextEditor;
    const samples = vscode.workspace.textDocuments.filter(({ isUntitled, isClosed }) => isUntitled && !isClosed);
    strictEqual(samples.length, 1);
    strictEqual(editor?.document, samples[0]);
    strictEqual(editor?.document.languageId, "markdown");
    strictEqual(editor?.document.getText(editor.selection), SAMPLE.sentences[0]);
    await vscode.commands.executeCommand(COMMANDS.variants);
    await panelOpened("variants");
    // Closing it otherwise asks whether to save it.
    await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
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
