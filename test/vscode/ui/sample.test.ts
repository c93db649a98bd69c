/** The first thirty seconds of somebody with nothing open: in a folder that is not trusted, from the walkthrough. */
import { deepStrictEqual, strictEqual } from "node:assert";
import { after, afterEach, before, describe, it } from "mocha";
import strings from "../../../package.nls.json";
import { SAMPLE } from "../../../src/host/features/sampleText";
import { until } from "../wait";
import { isOwn, items } from "./pages";
import { openWindow } from "./session";
import type { Workbench } from "./workbench";

describe("the sample document", function () {
  // Each step goes on from the one before.
  this.bail(true);
  let window: Workbench;
  before(async () => {
    window = await openWindow({ restricted: true });
  });
  after(() => window.close());
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await window.screenshot(`failed-${this.currentTest.title}`);
  });

  const untitled = () => window.page.locator('.tab[data-resource-name^="Untitled-"]');

  /** Presses the first button of a step of the walkthrough. */
  async function press(step: string): Promise<void> {
    const found = window.page.locator(`.getting-started-step[data-step-id$="#${step}"]`);
    await found.waitFor();
    if ((await found.getAttribute("aria-expanded")) !== "true") await found.click();
    await found.locator(".button-container .monaco-button").first().click();
  }

  it("is the walkthrough's first step", async () => {
    await window.run("openWalkthrough");
    const steps = window.page.locator(".getting-started-step");
    await steps.first().waitFor();
    strictEqual((await steps.first().getAttribute("data-step-id"))?.endsWith("#sample"), true);
    await press("sample");
    await window.page.locator('.tab.active[data-resource-name^="Untitled-"]').waitFor();
    await window.page.locator(".editor-instance .monaco-editor.focused").first().waitFor();
    await window.screenshot("sample");
  });

  it("is explored from the walkthrough, which stays beside it", async () => {
    await press("variants");
    const page = await window.panel("variants");
    await items(page).first().waitFor();
    strictEqual(await page.locator("h1.source").innerText(), SAMPLE.sentences[0]);
    strictEqual(await window.page.locator(".getting-started-step").first().isVisible(), true);
    strictEqual(await window.page.locator(".editor-instance .view-lines").first().isVisible(), true);
    await window.screenshot("sample-explored");
  });

  it("is completed at its end", async () => {
    await untitled().click();
    await window.page.keyboard.press("Control+End");
    await window.run("completeSentence");
    const page = await window.panel("completions");
    const field = page.getByRole("textbox", { name: "Sentence" });
    await until("the beginning", async () => (await field.inputValue()) === SAMPLE.beginning);
    await items(page).first().waitFor();
  });

  it("is opened once", async () => {
    await window.run("openSample");
    await window.page.locator(".editor-instance .monaco-editor.focused").first().waitFor();
    strictEqual(await untitled().count(), 1);
  });

  it("is offered where there is no text to explore", async () => {
    const other = await openWindow({ restricted: true });
    await other.run("openWalkthrough");
    await other.page.locator(".getting-started-step").first().waitFor();
    await other.run("encodeAndSampleVariants");
    await other.notification("No text editor is active").waitFor();
    await other.page
      .locator(".notification-list-item-buttons-container")
      .getByText(strings["command.openSample"], { exact: true })
      .click();
    await other.page.locator('.tab[data-resource-name^="Untitled-"]').waitFor();
    await other.close();
  });

  it("asks no other machine for anything", () => {
    deepStrictEqual(
      window.requests.filter((address) => !isOwn(address, window.server)),
      [],
    );
  });
});
