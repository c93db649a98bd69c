/** Text that the bundled model cannot know: each panel says so, and offers to train on the workspace. */
import { deepStrictEqual, match } from "node:assert";
import { after, afterEach, before, describe, it } from "mocha";
import type { Frame } from "playwright-core";
import { items } from "./pages";
import { openWindow } from "./session";
import type { Workbench } from "./workbench";

const NOTES = `Ich habe gestern Abend einen sehr guten Film gesehen.
She opened the door.

I would like to

Wir müssen noch einkaufen, bevor die `;
const [STRANGE, EVERYDAY, BEGINNING] = [1, 2, 4];
const FAR = "Far from what this model knows.";
const OFFER = "Train on this workspace to have one that knows your text.";

describe("strange text", () => {
  let window: Workbench;
  before(async () => {
    window = await openWindow({ files: { "notes.txt": NOTES } });
    await window.openFile("notes.txt");
  });
  after(() => window.close());
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await window.screenshot(`failed-${this.currentTest.title}`);
  });

  const lines = (page: Frame) => page.locator("p.strangeness:visible");

  it("is told of in the variants panel, and everyday text is not", async () => {
    await window.selectLines(EVERYDAY);
    await window.run("encodeAndSampleVariants");
    const page = await window.panel("variants");
    await items(page).first().waitFor();
    deepStrictEqual(await page.locator(".fact", { hasText: "Familiarity" }).count(), 0);
    await window.selectLines(STRANGE);
    await window.run("encodeAndSampleVariants");
    await page.locator(".fact", { hasText: FAR }).getByRole("button", { name: OFFER }).waitFor();
    await window.screenshot("variants-strange");
  });

  it("is told of at its end of a path", async () => {
    await window.selectLines(STRANGE, 2);
    await window.run("interpolate");
    const page = await window.panel("homotopy");
    await items(page).first().waitFor();
    deepStrictEqual(await lines(page).allInnerTexts(), [FAR, OFFER]);
    match(await page.locator(".end", { hasText: FAR }).innerText(), /Ich habe gestern/);
    await window.screenshot("homotopy-strange");
  });

  it("is told of where it is completed, and an everyday beginning is not", async () => {
    await window.goToLine(BEGINNING);
    await window.page.keyboard.press("End");
    await window.run("completeSentence");
    const page = await window.panel("completions");
    await items(page).first().waitFor();
    await window.settled(page);
    deepStrictEqual(await lines(page).allInnerTexts(), []);
    await window.focusEditor();
    await window.page.keyboard.press("Control+End");
    await window.run("completeSentence");
    await lines(page).first().waitFor();
    deepStrictEqual(await lines(page).allInnerTexts(), [`${FAR} ${OFFER}`]);
    await window.screenshot("completions-strange");
  });

  it("leads to training on the workspace", async () => {
    const page = await window.panel("completions");
    await page.getByRole("button", { name: OFFER }).click();
    await window.panel("training");
  });
});
