/** The bundled pages in a browser, under the content security policy, over the real transport. */
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CHROMIUM, serve } from "./harness/serve.mjs";

let site: Awaited<ReturnType<typeof serve>>;
let browser: Browser;

beforeAll(async () => {
  if (CHROMIUM === undefined) return;
  site = await serve();
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });
});

afterAll(async () => {
  await browser?.close();
  site?.close();
});

const inBrowser = test.skipIf(CHROMIUM === undefined);

/** Opens a page; whatever the browser complains of, refusals of the policy among it, is collected. */
async function open(panel: string, scenario = "usual", width = 640) {
  const page = await browser.newPage({ viewport: { width, height: 800 } });
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await page.goto(site.url({ panel, scenario, theme: "dark" }));
  await page.locator("main header, main .empty").first().waitFor();
  return { page, complaints };
}

const calls = (page: Page) => page.evaluate(() => Reflect.get(Reflect.get(window, "host"), "calls"));

inBrowser.each(["variants", "homotopy", "completions", "training"])(
  "%s: nothing is refused or fails, hostile text is inert",
  async (panel) => {
    const { page, complaints } = await open(panel, "hostile");
    expect(await page.locator("#app img, #app script").count()).toBe(0);
    expect(await page.title()).not.toBe("hit");
    expect(complaints).toEqual([]);
    await page.close();
  },
);

inBrowser.each(["variants", "homotopy", "completions", "training"])(
  "%s: at 300 pixels nothing is wider than the page",
  async (panel) => {
    const { page } = await open(panel, "hostile", 300);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(300);
    await page.close();
  },
);

inBrowser("the variants panel by the keyboard alone", async () => {
  const { page } = await open("variants");
  const row = page.locator(".row").first();
  for (let presses = 0; presses < 20; presses++) {
    if (await row.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Space");
  const text = "she closed the door and walked back to the window .";
  await expect.poll(() => calls(page)).toEqual([["ready"], ["insert", text], ["replaceSelection", text]]);
  await page.close();
});

inBrowser("the choice of a path reaches the host, and the slider decodes", async () => {
  const { page } = await open("homotopy");
  await page.locator("vscode-dropdown").click();
  await page.locator("vscode-option", { hasText: "Spherical" }).click();
  await expect.poll(() => calls(page)).toContainEqual(["walk", { path: "spherical", adaptive: true, steps: 9 }]);
  await page.getByRole("slider", { name: "Position" }).press("End");
  await expect.poll(() => calls(page)).toContainEqual(["decodeAt", 1]);
  await expect.poll(() => page.locator(".path-sentence").textContent()).toMatch(/^the soldiers had been/);
  await page.close();
});
