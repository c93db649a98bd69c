/** Ghost text while one writes: it comes, is taken whole or by the word, and stays away where it has no business. */
import { fail, match, notStrictEqual, ok, strictEqual } from "node:assert";
import { after, afterEach, before, describe, it } from "mocha";
import { until } from "../wait";
import { openWindow } from "./session";
import type { Workbench } from "./workbench";

const NOTES = "\n\n\n\n```\n\n```\n\n\n";
const [PROSE, SCRATCH, MORE_PROSE, CODE, LAST] = [1, 2, 3, 6, 9];
/** The machine of a test may be slow, and what its model makes of a sentence is not the question here. */
const SETTINGS = {
  "homotopy.inlineCompletions.enabled": true,
  "homotopy.inlineCompletions.minimumProbability": 0,
  "homotopy.inlineCompletions.budgetMilliseconds": 2000,
};
const KEY_GAP = 30;
/** Milliseconds after which nothing more will come. */
const SILENCE = 2500;

describe("inline completions", () => {
  let window: Workbench;
  before(async () => {
    window = await openWindow({ files: { "notes.md": NOTES }, settings: SETTINGS });
    await window.openFile("notes.md");
    await typeUntilActive();
  });
  after(() => window.close());
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await window.screenshot(`failed-${this.currentTest.title}`);
  });

  const ghost = () => window.page.locator(".editor-instance .ghost-text-decoration");
  const ghostText = async () => {
    const shown = async () => (await ghost().allInnerTexts()).join("") || undefined;
    return until("ghost text", shown).catch(async (error) => fail(`${error}; the status bar: ${await statusText()}`));
  };
  const type = (text: string) => window.page.keyboard.type(text, { delay: KEY_GAP });
  const line = async (number: number) => (await window.saved("notes.md")).split("\n")[number - 1];
  const status = () => window.page.locator('.statusbar-item[id*="homotopy.status"] [aria-label]').first();
  const statusText = async () => ((await status().count()) > 0 && (await status().getAttribute("aria-label"))) || "";

  /** What is typed before VS Code has come to the extension is not completed; the first key after that loads it. */
  async function typeUntilActive(): Promise<void> {
    await window.goToLine(SCRATCH);
    await until("the extension", async () => {
      await type("word ");
      return /Inline completions are on/.test(await statusText());
    });
    await window.page.keyboard.press("Home");
    await window.page.keyboard.press("Shift+End");
    await window.page.keyboard.press("Delete");
  }

  async function nothingComes(): Promise<void> {
    await window.page.waitForTimeout(SILENCE);
    strictEqual(await ghost().count(), 0);
  }

  it("come at the end of what is written, and Tab takes them", async () => {
    await window.goToLine(PROSE);
    await type("She opened the");
    const text = await ghostText();
    await window.screenshot("inline-completion");
    await window.page.keyboard.press("Tab");
    const written = await line(PROSE);
    ok(written.startsWith("She opened the"));
    strictEqual(words(written), words(`She opened the${text}`));
  });

  it("are taken by the word", async () => {
    await window.goToLine(MORE_PROSE);
    await type("I would like to");
    const text = await ghostText();
    await window.page.keyboard.press("Control+ArrowRight");
    const written = await line(MORE_PROSE);
    notStrictEqual(written, "I would like to");
    ok(words(`I would like to${text}`).startsWith(words(written)), `${written} is no beginning of ${text}`);
  });

  it("stay away from code, and the status bar says why", async () => {
    await window.goToLine(CODE);
    await type("She opened the");
    await nothingComes();
    await until("the reason", async () => /in code/.test(await statusText()));
    match(await statusText(), /Inline completions are on/);
  });

  it("come on request only once they are switched off", async () => {
    await window.run("toggleInlineCompletions");
    await until("the switch", async () => /are off/.test(await statusText()));
    await window.goToLine(LAST);
    await type("She opened the");
    await nothingComes();
    await window.runTitled("Trigger Inline Suggestion");
    await ghostText();
  });
});

/** Spaces in ghost text are drawn as other characters. */
function words(text: string): string {
  return text.split(/\s+/u).join(" ").trim();
}
