/** `node test/webview/harness/screenshots.mjs [folder]`: every panel in every theme, and its less usual states in one. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { CHROMIUM, serve, THEMES } from "./serve.mjs";

const folder = process.argv[2] ?? "test/output/screenshots";
const only = process.argv[3];
mkdirSync(folder, { recursive: true });
const site = await serve();
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-gpu"] });

for (const panel of ["variants", "homotopy", "completions", "training"]) {
  for (const theme of Object.keys(THEMES)) await shoot({ panel, theme, scenario: "usual" });
  for (const scenario of ["hostile", "empty", "problem"]) await shoot({ panel, theme: "dark", scenario });
  await shoot({ panel, theme: "light", scenario: "usual" }, 300);
}
for (const panel of ["variants", "homotopy", "completions"]) {
  await shoot({ panel, theme: "light", scenario: "strange" });
  await shoot({ panel, theme: "dark", scenario: "strange" }, 300);
}
for (const scenario of ["hebrew", "prior", "waiting"]) await shoot({ panel: "variants", theme: "light", scenario });
for (const scenario of ["gaps", "languageModel", "complete", "searching"]) {
  await shoot({ panel: "completions", theme: "light", scenario });
}
await shoot({ panel: "completions", theme: "dark", scenario: "gaps" }, 880);
for (const scenario of ["plan", "paused", "collapsed", "finished"]) {
  for (const theme of Object.keys(THEMES)) await shoot({ panel: "training", theme, scenario });
  await shoot({ panel: "training", theme: "dark", scenario }, 300);
}
for (const scenario of ["planning", "stopped", "writing", "nothing"]) {
  await shoot({ panel: "training", theme: "light", scenario });
}
await browser.close();
site.close();

async function shoot(query, width = 640) {
  const name = `${query.panel}-${query.scenario}-${query.theme}-${width}.png`;
  if (only !== undefined && !name.includes(only)) return;
  const report = (text) => process.stderr.write(`${name}: ${text}\n`);
  const height = query.panel === "training" ? 1300 : 860;
  const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: 1.5 });
  page.on("pageerror", (error) => report(error.message));
  page.on("console", (message) => message.type() === "error" && report(message.text()));
  await page.goto(site.url(query));
  await page.waitForTimeout(900);
  if (query.scenario === "gaps") await page.locator("summary").click();
  const row = page.locator(".row").nth(1);
  if (query.scenario === "usual" && (await row.count()) > 0) await row.hover();
  await page.screenshot({ path: join(folder, name) });
  await page.close();
}
