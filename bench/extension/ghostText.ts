/** From a key to the ghost text on the screen, VS Code's own 50 ms of debounce included, and while one types along it. */
import type { Workbench } from "../../test/vscode/ui/workbench";

const SUBJECTS = ["She", "He", "The old man", "My sister", "Everyone here", "The teacher", "Nobody", "Tom"];
const VERBS = ["opened the", "would like to", "went to the", "has never been", "wanted to buy", "told me that"];
/** A brisk hand. */
const KEY_GAP = 120;
/** Every how many suggestions one is taken, as people do. */
const TAKEN = 4;
/** Milliseconds after which no ghost text counts as none. */
const PATIENCE = 2000;

export interface GhostTextTimes {
  /** Milliseconds from the last key of a beginning. */
  readonly shown: readonly number[];
  /** From a key that goes on with what is shown. */
  readonly along: readonly number[];
  /** Beginnings that nothing was shown for, with what the status bar says of it. */
  readonly missing: readonly string[];
}

/** In a window with inline completions on, in an empty file. */
export async function ghostTextTimes(window: Workbench): Promise<GhostTextTimes> {
  const { keyboard } = window.page;
  const shown: number[] = [];
  const along: number[] = [];
  const missing: string[] = [];
  const beginnings = VERBS.flatMap((verb) => SUBJECTS.map((subject) => `${subject} ${verb}`));
  for (const [index, beginning] of beginnings.entries()) {
    await keyboard.type(beginning.slice(0, -1), { delay: KEY_GAP });
    const time = await afterKey(window, beginning.slice(-1), "");
    if (time === undefined) missing.push(`${beginning}: ${await statusOf(window)}`);
    // The first one starts the engine.
    else if (index > 0) shown.push(time);
    const [next] = await ghost(window);
    const rest =
      time !== undefined && next !== undefined ? await afterKey(window, next, await ghost(window)) : undefined;
    if (rest !== undefined) along.push(rest);
    await keyboard.press(index % TAKEN === 0 ? "Tab" : "Escape");
    await keyboard.press("End");
    await keyboard.type("\n\n");
  }
  return { shown, along, missing };
}

/** The text that is shown, its spaces as VS Code draws them put right. */
async function ghost(window: Workbench): Promise<string> {
  const parts = await window.page.locator(".ghost-text-decoration").allTextContents();
  return parts.join("").replaceAll("\u00a0", " ");
}

async function statusOf(window: Workbench): Promise<string> {
  const item = window.page.locator('.statusbar-item[id*="homotopy"]').first();
  return (await item.getAttribute("aria-label")) ?? "";
}

/** Presses a key; milliseconds until ghost text other than `before` is drawn. */
async function afterKey({ page }: Workbench, key: string, before: string): Promise<number | undefined> {
  // Set up before the key is sent: a key can reach the page earlier than a script that was sent first.
  await page.evaluate(`globalThis.ghostTextDrawn = new Promise((resolve) => {
    const shown = () =>
      [...document.querySelectorAll(".ghost-text-decoration")].map((part) => part.textContent).join("").replaceAll("\\u00a0", " ");
    let start = 0;
    const done = (time) => { observer.disconnect(); clearTimeout(timer); resolve(time); };
    const observer = new MutationObserver(() => {
      const text = shown();
      if (start === 0 || text === "" || text === ${JSON.stringify(before)}) return;
      requestAnimationFrame(() => done(performance.now() - start));
    });
    const timer = setTimeout(() => done(-1), ${PATIENCE});
    addEventListener("keydown", () => { start = performance.now(); }, { once: true, capture: true });
    observer.observe(document.querySelector(".editor-instance"), { childList: true, subtree: true, characterData: true });
  }), 0`);
  await page.keyboard.type(key);
  const found = await page.evaluate<number>("globalThis.ghostTextDrawn");
  return found < 0 ? undefined : found;
}
