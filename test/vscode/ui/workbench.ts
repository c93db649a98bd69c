/** A VS Code window, used through its keys and what it shows. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Frame, Locator, Page } from "playwright-core";
import strings from "../../../package.nls.json";
import type { Server } from "../../../scripts/vscode-host/server.mjs";
import type { PanelName } from "../../../src/ids";
import { until } from "../wait";

const SCREENSHOTS = join("test", "output", "screenshots");
/** Milliseconds in which a control's change reaches the host. */
const SETTLING = 200;
/** Openings of the palette before a command is taken to be missing, and milliseconds that each is waited for. */
const ATTEMPTS = 5;
const PALETTE_MS = 5000;
/** For a key to have its effect before it is pressed once more. */
const APPEARING_MS = 5000;
const VIEWPORT = { width: 1440, height: 900 };

export class Workbench {
  private constructor(
    readonly page: Page,
    readonly server: Server,
    readonly folder: string,
    /** Every address that the window asked for. */
    readonly requests: readonly string[],
  ) {}

  static async open(browser: Browser, server: Server, folder: string): Promise<Workbench> {
    const context = await browser.newContext({ viewport: VIEWPORT });
    await context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.url });
    const page = await context.newPage();
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    const workbench = new Workbench(page, server, folder, requests);
    await page.goto(`${server.url}/?folder=${encodeURIComponent(folder)}`);
    await workbench.ready();
    return workbench;
  }

  /** Closes the window with its browser profile. */
  close(): Promise<void> {
    return this.page.context().close();
  }

  /** VS Code puts the window's state down before it loads it anew. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent("load");
    await this.#palette("Developer: Reload Window");
    await this.page.keyboard.press("Enter");
    await loaded;
    await this.ready();
  }

  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press("Control+P");
    await this.#choose(name, name);
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.focusEditor();
  }

  /** The text as it is on the disk after saving. A key that comes while a panel still has the focus goes nowhere. */
  async saved(name: string): Promise<string> {
    await until(`${name} to be saved`, async () => {
      await this.focusEditor();
      await this.page.keyboard.press("Control+S");
      return appears(this.page.locator(`.tab[data-resource-name="${name}"]:not(.dirty)`));
    });
    return readFileSync(join(this.folder, name), "utf8");
  }

  /** Undoes the last change of a text that is saved, and saves it. */
  async undone(name: string): Promise<string> {
    await until("a change to be undone", async () => {
      await this.focusEditor();
      await this.page.keyboard.press("Control+Z");
      return appears(this.page.locator(`.tab.dirty[data-resource-name="${name}"]`));
    });
    return this.saved(name);
  }

  /** Gives the keys to the first group's editor. */
  async focusEditor(): Promise<void> {
    await this.page.keyboard.press("Control+1");
    await this.page.locator(".editor-instance .monaco-editor.focused").first().waitFor();
  }

  /** Selects `count` whole lines, from a line counted from 1. */
  async selectLines(line: number, count = 1): Promise<void> {
    await this.goToLine(line);
    for (let extra = 1; extra < count; extra++) await this.page.keyboard.press("Shift+ArrowDown");
    await this.page.keyboard.press("Shift+End");
  }

  async goToLine(line: number): Promise<void> {
    await this.focusEditor();
    await this.page.keyboard.press("Control+Home");
    for (let row = 1; row < line; row++) await this.page.keyboard.press("ArrowDown");
    await this.page.keyboard.press("Home");
  }

  /** Runs one of the extension's commands from the palette. */
  run(command: CommandTitle): Promise<void> {
    return this.runTitled(`Homotopy: ${strings[`command.${command}`]}`);
  }

  /** Leaves it to the caller to press Enter. */
  async typeCommand(command: CommandTitle): Promise<void> {
    await this.#palette(`Homotopy: ${strings[`command.${command}`]}`);
  }

  async runTitled(title: string): Promise<void> {
    const input = await this.#palette(title);
    await this.page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
  }

  /** Runs one of the tasks in tasks.json. */
  async runTask(label: string): Promise<void> {
    await this.page.keyboard.press("Control+P");
    await this.#choose(`task ${label}`, label);
  }

  /** Takes the row with that text of the quick input that a command has opened; another one may follow. */
  async choose(text: string): Promise<void> {
    await this.#type(text, text);
    await this.page.keyboard.press("Enter");
  }

  /** Answers VS Code's own file dialog, which puts its folder into the input once more when it has read that. */
  async typePath(path: string): Promise<void> {
    const input = this.page.locator(".quick-input-widget .quick-input-box input");
    await until("the file dialog", async () => (await input.inputValue()).startsWith("/"));
    await until("the end of the file dialog", async () => {
      if (!(await input.isVisible())) return true;
      await input.fill(path);
      await this.page.waitForTimeout(SETTLING);
      if ((await input.inputValue()) === path) await this.page.keyboard.press("Enter");
      await this.page.waitForTimeout(SETTLING);
      return input.isHidden();
    });
  }

  /** The page inside a panel, once it is drawn. */
  panel(name: PanelName): Promise<Frame> {
    return until(`the page of the ${name} panel`, async () => {
      for (const frame of this.page.frames()) {
        const app = frame.locator(`#app[data-panel="${name}"] main`);
        if ((await app.count().catch(() => 0)) > 0) return frame;
      }
      return undefined;
    });
  }

  /** Waits until a panel has nothing under way. */
  async settled(page: Frame): Promise<void> {
    await page.waitForTimeout(SETTLING);
    await page.locator('main[aria-busy="true"]').waitFor({ state: "detached" });
  }

  /** Waits until a panel's request is under way. */
  async underWay(page: Frame): Promise<void> {
    await page.locator('main[aria-busy="true"]').waitFor();
  }

  tab(title: string): Locator {
    return this.page.locator(`.tab[aria-label^="${title}"]`);
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-list-item-message", { hasText: text });
  }

  /** Kept as an artefact of the run, to be looked at. */
  async screenshot(name: string): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
  }

  private async ready(): Promise<void> {
    await this.page.locator(".monaco-workbench .part.statusbar").waitFor();
    await this.page.locator(".explorer-folders-view .monaco-list-row").first().waitFor();
  }

  /** Opens the palette on a command: again if the command came after it, for the list is not drawn anew. */
  async #palette(title: string): Promise<Locator> {
    for (let attempt = 1; attempt < ATTEMPTS; attempt++) {
      await this.page.keyboard.press("F1");
      try {
        return await this.#type(`>${title}`, title, PALETTE_MS);
      } catch {
        await this.page.keyboard.press("Escape");
      }
    }
    await this.page.keyboard.press("F1");
    return this.#type(`>${title}`, title);
  }

  /** Types into the quick input that is open, and takes the row with that text. */
  async #choose(typed: string, text: string): Promise<void> {
    const input = await this.#type(typed, text);
    await this.page.keyboard.press("Enter");
    await input.waitFor({ state: "hidden" });
  }

  async #type(typed: string, text: string, timeout = 30_000): Promise<Locator> {
    const input = this.page.locator(".quick-input-widget .quick-input-box input");
    await input.waitFor({ timeout });
    await input.fill(typed);
    await this.page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first().waitFor({ timeout });
    return input;
  }
}

type CommandKey = Extract<keyof typeof strings, `command.${string}`>;
export type CommandTitle = CommandKey extends `command.${infer Name}` ? Name : never;

/** Whether VS Code comes to show something. */
function appears(locator: Locator): Promise<boolean> {
  return locator.waitFor({ timeout: APPEARING_MS }).then(
    () => true,
    () => false,
  );
}
