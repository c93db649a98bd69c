/** What goes wrong, and what people have in their files. */
import { deepStrictEqual, match, ok, strictEqual } from "node:assert";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, it } from "mocha";
import { engines } from "../processes";
import { until } from "../wait";
import { items, texts } from "./pages";
import { openWindow, type WindowOptions } from "./session";
import type { Workbench } from "./workbench";

const HOSTILE = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script> & she left.";
const TEN_MEGABYTES = 10_000_000;

describe("adversity", () => {
  const windows: Workbench[] = [];
  afterEach(async () => {
    for (const window of windows.splice(0)) await window.close();
  });

  /** A window with a file in the editor. */
  async function opened(content: string, options: WindowOptions = {}): Promise<Workbench> {
    const window = await openWindow({ files: { "notes.txt": content }, ...options });
    windows.push(window);
    await window.openFile("notes.txt");
    return window;
  }

  async function explored(window: Workbench) {
    await window.run("encodeAndSampleVariants");
    const page = await window.panel("variants");
    await items(page).first().waitFor();
    return page;
  }

  it("survives a kill of the engine during a request", async () => {
    const window = await opened("She opened the door.\n");
    await window.selectLines(1);
    const before = new Set(engines(window.server.pid).map(({ pid }) => pid));
    const page = await explored(window);
    const engine = await until("the engine", () => engines(window.server.pid).find(({ pid }) => !before.has(pid)));
    // Halted, it cannot answer before it dies.
    process.kill(engine.pid, "SIGSTOP");
    await page.getByRole("button", { name: "Resample" }).click();
    await window.underWay(page);
    process.kill(engine.pid, "SIGKILL");
    const problem = page.getByRole("alert");
    await problem.waitFor();
    match(await problem.innerText(), /engine ended unexpectedly/i);
    await window.screenshot("engine-killed");
    await page.getByRole("button", { name: "Resample" }).click();
    await problem.waitFor({ state: "hidden" });
    ok((await texts(page)).length > 0);
  });

  it("works in two windows at once", async () => {
    const [one, two] = [await opened("She opened the door.\n"), await opened("I am very tired.\n")];
    await one.selectLines(1);
    await two.selectLines(1);
    const [first, second] = await Promise.all([explored(one), explored(two)]);
    strictEqual(await first.locator("h1.source").innerText(), "She opened the door.");
    strictEqual(await second.locator("h1.source").innerText(), "I am very tired.");
  });

  it("explores the beginning of a line of 10 MB", async () => {
    const window = await opened("All work and no play. ".repeat(TEN_MEGABYTES / 22));
    await window.page.keyboard.press("Control+A");
    const page = await explored(window);
    strictEqual(await page.locator("h1.source").innerText(), "All work and no play.");
  });

  it("keeps right-to-left text, emoji and Windows line ends", async () => {
    const window = await opened("שלום, מה שלומך היום?\r\n👩‍👩‍👧 The family 😀 laughed.\r\n");
    await window.selectLines(1, 2);
    const page = await explored(window);
    strictEqual(await page.locator("h1.source").innerText(), "שלום, מה שלומך היום?");
    await window.screenshot("right-to-left");
    await page.getByRole("button", { name: "Next sentence of the selection" }).click();
    await until("the second sentence", async () => (await page.locator("h1.source").innerText()).includes("😀"));
    await window.settled(page);
    await items(page).first().focus();
    await window.page.keyboard.press("Enter");
    await page.getByText("Inserted", { exact: true }).waitFor();
    const saved = await window.saved("notes.txt");
    ok(saved.startsWith("שלום, מה שלומך היום?\r\n👩‍👩‍👧 The family 😀 laughed."));
    deepStrictEqual(saved.match(/(?<!\r)\n/g), null);
  });

  it("shows markup as text", async () => {
    const window = await opened(`${HOSTILE}\n`);
    await window.selectLines(1);
    const page = await explored(window);
    ok((await page.locator("h1.source").innerText()).startsWith("<img src=x onerror="));
    strictEqual(await page.locator("img, h1 script").count(), 0);
    strictEqual(await page.evaluate<string>("document.title"), "Sentence Variants");
  });

  it("uses the bundled model alone in a folder that is not trusted", async () => {
    const settings = { "homotopy.model.active": "models/mine", "homotopy.model.folders": ["models"] };
    const window = await openWindow({ files: { "notes.txt": "She opened the door.\n" }, settings, restricted: true });
    windows.push(window);
    cpSync(join("models", "english"), join(window.folder, "models", "mine"), { recursive: true });
    await window.openFile("notes.txt");
    await window.page
      .locator('.statusbar-item[id="status.workspaceTrust"], .statusbar [aria-label*="Restricted Mode"]')
      .first()
      .waitFor();
    await window.selectLines(1);
    const page = await explored(window);
    match(await page.locator(".footer-source").innerText(), /^english@/);
    await window.runTitled("Homotopy: Focus on Models View");
    await window.page.getByText("not used until you trust the workspace").waitFor();
    await window.screenshot("restricted");
  });
});
