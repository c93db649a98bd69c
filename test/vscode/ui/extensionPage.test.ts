/** The page that VS Code shows of the extension, before anything else is seen of it. */
import { ok, strictEqual } from "node:assert";
import { after, before, describe, it } from "mocha";
import type { Frame } from "playwright-core";
import { until } from "../wait";
import { openWindow } from "./session";
import type { Workbench } from "./workbench";

describe("the extension's page", () => {
  let window: Workbench;
  before(async () => {
    window = await openWindow();
  });
  after(() => window.close());

  it("says what the extension does, with nothing to fetch", async () => {
    await window.page.keyboard.press("Control+Shift+X");
    await window.page.locator(".extension-list-item", { hasText: "Homotopy" }).first().click();
    const page = await until("the page", () => pageWith(window, "h1", "Homotopy"));
    await window.screenshot("extension-page");
    ok((await page.locator("table").count()) > 0);
    strictEqual(await page.locator("img").count(), 0, "no picture that VS Code would not draw");
  });
});

async function pageWith({ page }: Workbench, selector: string, text: string): Promise<Frame | undefined> {
  for (const frame of page.frames()) {
    const found = frame.locator(selector, { hasText: text });
    if (frame !== page.mainFrame() && (await found.count().catch(() => 0)) > 0) return frame;
  }
  return undefined;
}
