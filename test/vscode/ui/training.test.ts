/** Train on Workspace as a person does it: plan, start, watch, pause, reload the window, go on, explore with the new model. */
import { match, ok, strictEqual } from "node:assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, it } from "mocha";
import type { Frame, Locator } from "playwright-core";
import { seeded } from "../../../src/core/random";
import { until } from "../wait";
import { items } from "./pages";
import { openWindow } from "./session";
import type { Workbench } from "./workbench";

/** Milliseconds that a slow machine may take for planning, and for a run of a minute. */
const PATIENCE = 10 * 60_000;
const MINUTES = "2";
/** The one that a window opens in comes last. */
const THEMES = {
  "Default Dark Modern": "vscode-dark",
  "Default High Contrast": "vscode-high-contrast",
  "Default High Contrast Light": "vscode-high-contrast-light",
  "Default Light Modern": "vscode-light",
};

describe("training", function () {
  this.timeout(2 * PATIENCE);
  // Each step goes on from the one before.
  this.bail(true);
  let window: Workbench;
  before(async () => {
    window = await openWindow({ files: library() });
  });
  after(() => window.close());
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await window.screenshot(`failed-${this.currentTest.title}`);
  });

  it("plans before it starts", async () => {
    await window.run("trainOnWorkspace");
    const page = await window.panel("training");
    await visible(page.locator(".way").first());
    strictEqual(await page.locator(".way").count(), 2);
    strictEqual(await page.locator(".way", { hasText: "recommended" }).locator("input").isChecked(), true);
    await page.getByText(/^Left out: /).click();
    match(await page.locator(".reasons").innerText(), /drafts\.md/);
    await window.screenshot("training-plan");
  });

  it("trains, and shows curves", async () => {
    const page = await window.panel("training");
    await setField(page, "Minutes at most", MINUTES);
    await setField(page, "Name of the model", "letters");
    await page.getByText("The figures are of the settings before the change.").waitFor();
    await page.getByRole("button", { name: "Start Training" }).click();
    await visible(page.locator(".chart-plot canvas").first());
    await status(window, /letters \d+/);
    await window.screenshot("training-curves");
  });

  it("pauses, and is found again when the window was loaded anew", async () => {
    await ask(await window.panel("training"), "Pause");
    await stage(await window.panel("training"), "Paused");
    await status(window, /letters: paused/);
    await window.reload();
    await window.tab("Training").click();
    const page = await window.panel("training");
    await stage(page, "Paused");
    await visible(page.locator(".chart-plot canvas").first());
    await status(window, /letters: paused/);
    await window.screenshot("training-reloaded");
  });

  it("is shown in a second window, which cannot train in the same folder", async () => {
    const other = await openWindow({ files: { "chapter-1.md": library()["chapter-1.md"] } });
    try {
      await other.run("showTraining");
      const page = await other.panel("training");
      await stage(page, "Paused");
      await other.run("trainOnWorkspace");
      await visible(page.getByRole("button", { name: "letters, under way" }));
      await visible(page.locator(".way").first());
      await setField(page, "Name of the model", "letters");
      await page.getByRole("button", { name: "Start Training" }).click();
      await visible(page.getByText("There is a model or a run named letters already"));
      await other.screenshot("training-second-window");
    } finally {
      await other.close();
    }
  });

  it("goes on to the end, and the model can be explored", async () => {
    const page = await window.panel("training");
    await ask(page, "Go On");
    await stage(page, /^Finished/);
    await window.screenshot("training-finished");
    ok((await page.locator(".epoch-samples li").count()) > 0, "what the model writes is shown");
    for (const [theme, kind] of Object.entries(THEMES)) {
      writeFileSync(join(window.folder, ".vscode", "settings.json"), JSON.stringify({ "workbench.colorTheme": theme }));
      await page.locator(`body.${kind}`).waitFor();
      await window.settled(page);
      await window.screenshot(`training-finished-${kind}`);
    }
    await page.getByRole("button", { name: "Explore With This Model" }).click();
    const variants = await window.panel("variants");
    await items(variants).first().waitFor({ timeout: PATIENCE });
    await until("the model's name", async () => /^letters@/.test(await variants.locator(".footer-source").innerText()));
    await status(window, /letters/);
    await window.screenshot("training-explored");
  });
});

async function visible(locator: Locator): Promise<void> {
  await locator.waitFor({ timeout: PATIENCE });
}

async function ask(page: Frame, label: string): Promise<void> {
  await page.getByRole("button", { name: label, exact: true }).click({ timeout: PATIENCE });
}

/** Waits until the run stands there. */
async function stage(page: Frame, words: string | RegExp): Promise<void> {
  await visible(page.locator(".run-header .stage", { hasText: words }));
}

function status(window: Workbench, words: RegExp): Promise<unknown> {
  const bar = window.page.locator(".statusbar-item", { hasText: words }).first();
  return bar.waitFor({ timeout: PATIENCE });
}

async function setField(page: Frame, label: string, text: string): Promise<void> {
  const input = page.locator(`vscode-text-field[aria-label="${label}"] input`);
  await input.fill(text);
  await input.press("Tab");
}

const PEOPLE = ["the teacher", "my sister", "an old sailor", "the child", "our neighbour", "a stranger", "the doctor"];
const DEEDS = ["opened", "carried", "remembered", "lost", "painted", "found", "mended", "forgot", "sold", "hid"];
const THINGS = ["the blue door", "a letter", "the small boat", "an empty bottle", "the garden gate", "her umbrella"];
const PLACES = ["near the harbour", "behind the church", "in the kitchen", "on the last train", "under the bridge"];
const TIMES = [
  "before the storm",
  "every winter",
  "that evening",
  "without a word",
  "after the war",
  "as we had agreed",
];

/** About a megabyte in four files of prose, one that git ignores, and one that is no text. */
function library(): Record<string, string> {
  const random = seeded(1, "library");
  const one = (words: readonly string[]) => words[Math.floor(random.uniform() * words.length)];
  const sentence = () => {
    const text = `${one(PEOPLE)} ${one(DEEDS)} ${one(THINGS)} ${one(PLACES)} ${one(TIMES)}, and ${one(PEOPLE)} ${one(DEEDS)} it.`;
    return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  };
  const paragraph = () => Array.from({ length: 8 }, sentence).join(" ");
  const chapter = (number: number) => `# Chapter ${number}\n\n${Array.from({ length: 310 }, paragraph).join("\n\n")}\n`;
  const chapters = [1, 2, 3, 4].map((number) => [`chapter-${number}.md`, chapter(number)]);
  return {
    ...Object.fromEntries(chapters),
    ".gitignore": "drafts.md\n",
    "drafts.md": "Nobody reads this.\n",
    "picture.bin": "\0\u0001\u0002",
  };
}
