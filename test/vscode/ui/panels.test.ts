/** Each panel from the palette, as a person who installed the package and set nothing sees it. */
import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert";
import { after, afterEach, before, describe, it } from "mocha";
import { until } from "../wait";
import { isOwn, items, texts } from "./pages";
import { openWindow } from "./session";
import type { Workbench } from "./workbench";

const NOTES = "She opened the door.\nI am very tired.\nWhere did you go yesterday?\nI would like to";

describe("panels", () => {
  let window: Workbench;
  before(async () => {
    window = await openWindow({ files: { "notes.txt": NOTES } });
    await window.openFile("notes.txt");
  });
  after(() => window.close());
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await window.screenshot(`failed-${this.currentTest.title}`);
  });

  it("shows the variants of the selected sentence", async () => {
    await window.selectLines(1);
    await window.run("encodeAndSampleVariants");
    const page = await window.panel("variants");
    await items(page).first().waitFor();
    strictEqual(await page.locator("h1.source").innerText(), "She opened the door.");
    await window.screenshot("variants");
  });

  it("resamples while a slider moves, and repeats a locked seed", async () => {
    const page = await window.panel("variants");
    await page.getByRole("button", { name: /^Seed unlocked/ }).click();
    await page.getByRole("button", { name: /^Seed locked/ }).waitFor();
    const before = await texts(page);
    const spread = page.getByRole("slider", { name: "Spread" });
    await spread.fill("3");
    await spread.fill("1");
    await window.settled(page);
    deepStrictEqual(await texts(page), before);
    await spread.fill("4");
    await window.settled(page);
    notStrictEqual((await texts(page)).join("\n"), before.join("\n"));
  });

  it("inserts a variant into the document", async () => {
    const page = await window.panel("variants");
    const [text] = await texts(page);
    await items(page).first().focus();
    await page.page().keyboard.press("Enter");
    await page.getByText("Inserted", { exact: true }).waitFor();
    ok((await window.saved("notes.txt")).startsWith(`She opened the door. ${text}\n`));
  });

  it("walks between the two selected lines, with a slider that decodes live", async () => {
    await window.selectLines(2, 2);
    await window.run("interpolate");
    const page = await window.panel("homotopy");
    await items(page).first().waitFor();
    await window.settled(page);
    const slider = page.getByRole("slider", { name: "Position" });
    const shown = page.locator(".path-sentence");
    const sentenceAt = async (key: "Home" | "End") => {
      await slider.press(key);
      await window.settled(page);
      return shown.innerText();
    };
    const start = await sentenceAt("Home");
    await until("another sentence at the end", async () => (await sentenceAt("End")) !== start);
    await window.screenshot("homotopy");
  });

  it("inserts the path as a Markdown list", async () => {
    const page = await window.panel("homotopy");
    const count = await items(page).count();
    await page.getByRole("button", { name: "Insert as List" }).click();
    await page.getByText("List inserted", { exact: true }).waitFor();
    const lines = (await window.saved("notes.txt")).split("\n").filter((line) => line.startsWith("- "));
    strictEqual(lines.length, count);
  });

  it("completes the sentence at the cursor", async () => {
    await window.focusEditor();
    await window.page.keyboard.press("Control+End");
    await window.run("completeSentence");
    const page = await window.panel("completions");
    await items(page).first().waitFor();
    await window.screenshot("completions");
    await items(page).first().focus();
    await window.page.keyboard.press("Enter");
    await page.getByText("Inserted", { exact: true }).waitFor();
    match(await window.saved("notes.txt"), /\nI would like to\S* .*\S$/);
  });

  it("restores its panels after a reload", async () => {
    await window.tab("Sentence Variants").click();
    const shown = await window.panel("variants");
    await items(shown).first().waitFor();
    const before = await texts(shown);
    await window.reload();
    await window.tab("Sentence Variants").click();
    const page = await window.panel("variants");
    await items(page).first().waitFor();
    deepStrictEqual(await texts(page), before);
    await window.tab("Sentence Completions").click();
    await items(await window.panel("completions"))
      .first()
      .waitFor();
  });

  it("asks no other machine for anything", () => {
    deepStrictEqual(
      window.requests.filter((address) => !isOwn(address, window.server)),
      [],
    );
  });
});
