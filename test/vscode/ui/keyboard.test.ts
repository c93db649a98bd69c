/** A whole session without a pointer: explore, move to the panel, choose, keep, insert. */
import { ok } from "node:assert";
import { after, before, describe, it } from "mocha";
import { until } from "../wait";
import { items, texts } from "./pages";
import { openWindow } from "./session";
import type { Workbench } from "./workbench";

const MOST_TABS = 30;

describe("keyboard alone", () => {
  let window: Workbench;
  before(async () => {
    window = await openWindow({ files: { "notes.txt": "She opened the door.\n" } });
    await window.openFile("notes.txt");
  });
  after(() => window.close());

  it("explores a sentence, keeps a variant and inserts another", async () => {
    const { keyboard } = window.page;
    await window.selectLines(1);
    await window.run("encodeAndSampleVariants");
    const page = await window.panel("variants");
    await items(page).first().waitFor();
    await keyboard.press("Control+2");
    const onRow = () => page.evaluate<boolean>('document.activeElement?.matches(".row") ?? false');
    for (let tabs = 0; tabs < MOST_TABS && !(await onRow()); tabs++) await keyboard.press("Tab");
    ok(await onRow(), "Tab leads to the list");
    await keyboard.press("ArrowDown");
    await keyboard.press("k");
    const [, second] = await texts(page);
    await until("the kept variant", async () => (await page.getByText(second, { exact: true }).count()) > 1);
    await keyboard.press("Enter");
    await page.getByText("Inserted", { exact: true }).waitFor();
    ok((await window.saved("notes.txt")).includes(second));
    await window.screenshot("keyboard");
  });
});
