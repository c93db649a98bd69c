/** The completions panel on sentences with gaps: found in the editor or marked there, filled, and put where they were. */
import { deepStrictEqual, match, notStrictEqual, ok, strictEqual } from "node:assert";
import { after, afterEach, before, describe, it } from "mocha";
import type { Frame, Locator } from "playwright-core";
import { until } from "../wait";
import { openWindow } from "./session";
import type { Workbench } from "./workbench";

const NOTES = `# Notes

It rained. She *opened* the ___ of her
house and ___ in. Then she slept.

Tom opened the old door.

He came home.
`;
const [WITH_GAPS, WHOLE, COMPLETE] = [3, 6, 8];
const NARROW = { width: 900, height: 900 };
const USUAL = { width: 1440, height: 900 };

describe("completions of a sentence with gaps", () => {
  let window: Workbench;
  before(async () => {
    window = await openWindow({ files: { "notes.md": NOTES } });
    await window.openFile("notes.md");
  });
  after(() => window.close());
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await window.screenshot(`failed-${this.currentTest.title}`);
  });

  const field = (page: Frame) => page.getByRole("textbox", { name: "Sentence" });
  const rows = (page: Frame, method: string) => page.getByRole("region", { name: method }).locator(".row");
  const sentenceOf = (row: Locator) => row.locator(".sentence").innerText();

  /** Waits for both columns of a sentence. */
  async function answered(text: string): Promise<Frame> {
    const page = await window.panel("completions");
    await until(`the sentence ${text}`, async () => (await field(page).inputValue()) === text);
    await rows(page, "Beam search").first().waitFor();
    await rows(page, "Imputation").first().waitFor();
    await window.settled(page);
    return page;
  }

  /** What the document is once a completion was put into it. */
  async function accept(row: Locator): Promise<string> {
    await row.focus();
    await window.page.keyboard.press("Enter");
    await window.page.locator('.tab.dirty[data-resource-name="notes.md"]').waitFor();
    return window.saved("notes.md");
  }

  it("are found by both methods, with the rounds of imputation", async () => {
    await window.goToLine(WITH_GAPS);
    for (let word = 0; word < 4; word++) await window.page.keyboard.press("Control+ArrowRight");
    await window.run("completeSentence");
    const page = await answered("She opened the ___ of her house and ___ in.");
    for (const method of ["Beam search", "Imputation"]) {
      match(await sentenceOf(rows(page, method).first()), /^She opened the \S.* of her house and \S.* in\.$/);
    }
    const table = page.getByRole("table", { name: "Rounds of imputation" });
    strictEqual(await table.isVisible(), false);
    await page.locator("summary").click();
    match(await table.locator("tbody tr").first().innerText(), /^1\s+She opened the .*−\d+\.\d\s+\d+\.\d\d/s);
    await window.screenshot("completions-gaps");
  });

  it("stand below each other where there is little room", async () => {
    const page = await window.panel("completions");
    const places = async () => {
      const methods = page.locator(".method");
      return [await methods.nth(0).boundingBox(), await methods.nth(1).boundingBox()];
    };
    const [beam, icm] = await places();
    strictEqual(beam?.y, icm?.y);
    await window.page.setViewportSize(NARROW);
    await until("one column", async () => {
      const [first, second] = await places();
      return first?.x === second?.x;
    });
    await window.screenshot("completions-narrow");
    strictEqual(await page.evaluate<boolean>("document.body.scrollWidth <= innerWidth"), true);
    await window.page.setViewportSize(USUAL);
  });

  it("go into the gaps and leave the markup alone; one step takes them out", async () => {
    const page = await window.panel("completions");
    const row = rows(page, "Imputation").first();
    const sentence = await sentenceOf(row);
    const written = await accept(row);
    await page.getByText("Inserted", { exact: true }).waitFor();
    ok(written.includes(inMarkup(sentence)), written);
    const other = rows(page, "Beam search").nth(1);
    const otherSentence = await sentenceOf(other);
    notStrictEqual(otherSentence, sentence);
    const rewritten = await accept(other);
    ok(rewritten.includes(inMarkup(otherSentence)), rewritten);
    strictEqual(await window.undone("notes.md"), written);
    strictEqual(await window.undone("notes.md"), NOTES);
  });

  it("have a gap for the words that are marked in the editor, which stay in sight", async () => {
    await window.goToLine(WHOLE);
    await window.page.keyboard.press("Control+ArrowRight");
    await window.page.keyboard.press("Control+Shift+ArrowRight");
    await window.run("markGap");
    const page = await answered("Tom ___ the old door.");
    strictEqual(await page.locator(".original .sentence").innerText(), "Tom opened the old door.");
    await window.screenshot("completions-marked");
    const row = rows(page, "Beam search").first();
    const sentence = await sentenceOf(row);
    match(sentence, /^Tom \S.* the old door\.$/);
    strictEqual(await accept(row), NOTES.replace("Tom opened the old door.", sentence));
    strictEqual(await window.undone("notes.md"), NOTES);
  });

  it("take no place that has changed", async () => {
    await window.goToLine(WHOLE);
    await window.page.keyboard.type("A");
    const page = await window.panel("completions");
    await rows(page, "Beam search").first().focus();
    await window.page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("The sentence in the editor has changed").waitFor();
    await window.focusEditor();
    await window.page.keyboard.press("Control+Z");
    strictEqual(await window.saved("notes.md"), NOTES);
  });

  it("of a whole sentence are none, until words are marked in the panel", async () => {
    await window.goToLine(COMPLETE);
    await window.page.keyboard.press("End");
    await window.run("completeSentence");
    const page = await window.panel("completions");
    await page.getByRole("alert").getByText("no gap and no open end").waitFor();
    strictEqual(await field(page).inputValue(), "He came home.");
    await field(page).focus();
    await window.page.keyboard.press("Home");
    await window.page.keyboard.press("Control+ArrowRight");
    await window.page.keyboard.press("Control+Shift+ArrowRight");
    await page.getByRole("button", { name: "Mark as Gap" }).click();
    await answered("He ___ home.");
    const row = rows(page, "Imputation").first();
    const sentence = await sentenceOf(row);
    strictEqual(await accept(row), NOTES.replace("He came home.", sentence));
  });

  it("are found again after a reload", async () => {
    await window.reload();
    deepStrictEqual(await field(await answered("He ___ home.")).inputValue(), "He ___ home.");
  });
});

function inMarkup(sentence: string): string {
  return sentence.replace("She opened", "She *opened*").replace("of her house", "of her\nhouse");
}
