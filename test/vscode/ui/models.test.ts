/** Models in and out of the Models view: one that a task trains, out as an archive, and in again in another window. */
import { deepStrictEqual, match, ok } from "node:assert";
import { statSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "mocha";
import type { Locator } from "playwright-core";
import { readManifest } from "../../../src/model/package/readManifest";
import { until } from "../wait";
import { openWindow } from "./session";
import type { Workbench } from "./workbench";

const PATIENCE = 5 * 60_000;
const MODEL = join(".homotopy", "models", "harbour");

describe("models", function () {
  this.timeout(PATIENCE);
  // Each step goes on from the one before.
  this.bail(true);
  let window: Workbench;
  before(async () => {
    window = await openWindow({
      files: { "notes.txt": prose(), "notes.zip": prose(), ".vscode/tasks.json": JSON.stringify(TASKS) },
      settings: { "terminal.integrated.gpuAcceleration": "off" },
    });
  });
  after(() => window.close());
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await window.screenshot(`failed-${this.currentTest.title}`);
  });

  it("are trained by a task, which ends well, and appear in the view", async () => {
    await modelsView(window);
    await row(window, "english").waitFor();
    await window.runTask("train on notes");
    await until(
      "the end of the task",
      () => terminalText(window).then((text) => /Terminal will be reused/.test(text)),
      PATIENCE,
    );
    await window.screenshot("task-trained");
    const said = await terminalText(window);
    match(said, /every epoch done/);
    ok(!/exit ?code/.test(said), "the task ends with exit code 0");
    await row(window, "harbour").waitFor();
    await window.screenshot("models-view");
    const { training, name } = await readManifest(join(window.folder, MODEL));
    deepStrictEqual([name, training.recipe.seed, training.epochs], ["harbour", 7, 2]);
  });

  it("that cannot be trained end the task with what is wrong", async () => {
    await window.runTask("train on nothing");
    await until("the end of the task", async () => /exit ?code: 1/.test(await terminalText(window)));
    match(await terminalText(window), /missing\.txt/);
    await window.screenshot("task-failed");
  });

  it("go out as an archive", async () => {
    await inMenu("harbour", "", "Export Model Package");
    await window.page.locator(".quick-input-list .monaco-list-row", { hasText: "An Archive" }).waitFor();
    await window.screenshot("models-export");
    await window.choose("An Archive");
    await window.typePath(archive());
    await window.notification("Exported to").waitFor();
    await window.screenshot("models-exported");
    ok(statSync(archive()).size > 0);
    await window.runTitled("Notifications: Clear All Notifications");
  });

  it("come in from an archive, and from a folder", async () => {
    await importing("An Archive", archive());
    await window.notification("The model harbour is installed.").waitFor();
    await window.page.locator(".notification-toast .monaco-button", { hasText: "Use This Model" }).click();
    const installed = row(window, "harbour", "active");
    await installed.waitFor();
    await window.screenshot("models-imported");
    await importing("A Folder", join(window.folder, MODEL));
    await window.notification("There is a harbour already").waitFor();
    await window.runTitled("Notifications: Clear All Notifications");
  });

  it("that are no models stay out, with the reason", async () => {
    await importing("An Archive", join(window.folder, "notes.zip"));
    await window.notification("This is no model archive, or it is damaged").waitFor();
    await window.screenshot("models-refused");
  });

  it("leave with their folder, and the bundled model is in use again", async () => {
    await inMenu("harbour", "active", "Delete Model");
    await window.page.locator(".monaco-dialog-box .monaco-button", { hasText: "Delete" }).click();
    await row(window, "english", "active").waitFor();
    await row(window, "harbour", "active").waitFor({ state: "detached" });
  });

  function archive(): string {
    return join(window.folder, "shared.homotopy.zip");
  }

  async function inMenu(name: string, more: string, command: string): Promise<void> {
    await row(window, name, more).click({ button: "right" });
    // A menu that has only just opened takes no clicks.
    await window.page.locator(".monaco-menu .action-item", { hasText: command }).hover();
    await window.page.keyboard.press("Enter");
  }

  async function importing(form: string, path: string): Promise<void> {
    await window.page
      .locator('.pane-header [aria-label="Import Model Package"], .composite.title [aria-label="Import Model Package"]')
      .first()
      .click();
    await window.choose(form);
    await window.typePath(path);
  }
});

const TASKS = {
  version: "2.0.0",
  tasks: [
    {
      type: "homotopy",
      label: "train on notes",
      sources: ["notes.txt"],
      out: MODEL,
      epochs: 2,
      seed: 7,
      problemMatcher: [],
    },
    { type: "homotopy", label: "train on nothing", sources: ["missing.txt"], out: "nothing", problemMatcher: [] },
  ],
};

async function modelsView({ page }: Workbench): Promise<void> {
  await page.locator('.activitybar .action-label[aria-label^="Homotopy"]').click();
}

/** The row of a model, with more that it says. */
function row({ page }: Workbench, name: string, more = ""): Locator {
  return page.locator(".pane-body .monaco-list-row", { hasText: name }).filter({ hasText: more }).first();
}

/** Without line ends: where lines wrap is the terminal's choice. */
async function terminalText({ page }: Workbench): Promise<string> {
  const rows = await page.locator(".terminal-wrapper.active .xterm-rows > div").allInnerTexts();
  return rows.join("").replaceAll("\u00a0", " ");
}

function prose(): string {
  const [people, deeds] = [
    ["A sailor", "The teacher", "My sister"],
    ["mended", "painted", "forgot", "carried"],
  ];
  const [things, places] = [
    ["door", "letter", "boat", "bottle", "gate"],
    ["by the harbour", "in the kitchen", "under the bridge"],
  ];
  return people
    .flatMap((who) =>
      deeds.flatMap((did) => things.flatMap((what) => places.map((at) => `${who} ${did} the ${what} ${at}.`))),
    )
    .join("\n");
}
