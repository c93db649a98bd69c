/** Every panel in a light, a dark and both high-contrast themes: text that can be read, and pictures to look at. */
import { ok, strictEqual } from "node:assert";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "mocha";
import type { Frame } from "playwright-core";
import type { PanelName } from "../../../src/ids";
import { until } from "../wait";
import { items } from "./pages";
import { openWindow } from "./session";
import type { Workbench } from "./workbench";

const THEMES = [
  { name: "Default Light Modern", kind: "vscode-light" },
  { name: "Default Dark Modern", kind: "vscode-dark" },
  { name: "Default High Contrast", kind: "vscode-high-contrast" },
  { name: "Default High Contrast Light", kind: "vscode-high-contrast-light" },
];
const PANEL_TABS: readonly (readonly [PanelName, string])[] = [
  ["variants", "Sentence Variants"],
  ["homotopy", "Homotopy"],
  ["completions", "Sentence Completions"],
];
/** Text of every weight; what a panel does not have counts as its sentences. */
const TEXTS = [".row .sentence", ".row .given", ".row .meta", ".eyebrow", ".hint"];
/** WCAG 2.1, level AA, for text of normal size. */
const LEAST_CONTRAST = 4.5;

describe("themes", () => {
  let window: Workbench;
  before(async () => {
    window = await openWindow({
      files: { "notes.txt": "She opened the door.\nThey were waiting for the train.\nShe wants to" },
    });
    await window.openFile("notes.txt");
    await window.selectLines(1);
    await window.run("encodeAndSampleVariants");
    // A panel that opens late would take the keys.
    await items(await window.panel("variants"))
      .first()
      .waitFor();
    await window.selectLines(1, 2);
    await window.run("interpolate");
    await items(await window.panel("homotopy"))
      .first()
      .waitFor();
    await window.focusEditor();
    await window.page.keyboard.press("Control+End");
    await window.run("completeSentence");
  });
  after(() => window.close());

  for (const { name, kind } of THEMES) {
    it(name, async () => {
      writeFileSync(join(window.folder, ".vscode", "settings.json"), JSON.stringify({ "workbench.colorTheme": name }));
      for (const [panel, title] of PANEL_TABS) {
        await window.tab(title).click();
        const page = await window.panel(panel);
        await items(page).first().waitFor();
        await until(`${kind} in ${panel}`, async () => (await kindOf(page)) === kind);
        await window.settled(page);
        await window.screenshot(`${panel}-${kind}`);
        for (const text of TEXTS) {
          const contrast = contrastOf(await colours(page, text));
          ok(contrast >= LEAST_CONTRAST, `${text} of ${panel} in ${name} has a contrast of ${contrast.toFixed(1)}`);
        }
        strictEqual(await page.evaluate<boolean>("document.body.scrollWidth <= innerWidth"), true, `${panel} fits`);
      }
    });
  }
});

/** VS Code's class for the light high-contrast theme comes with the one for both. */
async function kindOf(page: Frame): Promise<string | undefined> {
  const classes = (await page.evaluate<string>("document.body.className")).split(" ");
  return ["vscode-high-contrast-light", "vscode-high-contrast", "vscode-dark", "vscode-light"].find((kind) =>
    classes.includes(kind),
  );
}

/** Text of an element as it shows on the editor's background, on which the page lies, and that, as red, green and blue. */
function colours(page: Frame, selector: string): Promise<[number[], number[]]> {
  return page.evaluate<[number[], number[]]>(`(() => {
    const probe = document.body.appendChild(document.createElement("i"));
    probe.style.color = "var(--vscode-editor-background)";
    const paper = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const painted = (element) => {
      paper.fillStyle = getComputedStyle(element).color;
      paper.fillRect(0, 0, 1, 1);
      return Array.from(paper.getImageData(0, 0, 1, 1).data.slice(0, 3));
    };
    const background = painted(probe);
    const text = painted(document.querySelector("${selector}") ?? document.querySelector(".row .sentence"));
    probe.remove();
    return [text, background];
  })()`);
}

function contrastOf([text, background]: readonly [readonly number[], readonly number[]]): number {
  const [a, b] = [luminance(text), luminance(background)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

/** Relative luminance of sRGB, as WCAG defines it. */
function luminance(colour: readonly number[]): number {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
