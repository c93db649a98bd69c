// @vitest-environment jsdom
import "../setup";
import { expect, test, vi } from "vitest";
import { variantsPanel } from "../../../webview/variants/panel";
import { FakeVariantsHost, SENTENCES, variantsState } from "../harness/hosts";
import { all, isShown, root, settled } from "../harness/root";
import { HOSTILE, variantsScenarios } from "../harness/scenarios";

async function opened(host = new FakeVariantsHost()) {
  const page = variantsPanel(root, host);
  await settled();
  host.calls.length = 0;
  return { host, page };
}

const texts = (selector: string) => all(selector).map((element) => element.textContent);
const lists = () => all('[role="grid"]');
const rows = () => all('[role="row"]').filter((row) => lists()[0].contains(row));

function press(target: Element, key: string, modifiers: KeyboardEventInit = {}): void {
  target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...modifiers }));
}

function slide(label: string, value: number): void {
  const input = root.querySelector<HTMLInputElement>(`input[aria-label="${label}"]`);
  if (input === null) throw new Error(`no slider ${label}`);
  input.value = String(value);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

test("the sentence, its reconstruction, and every variant with its figures", async () => {
  await opened();
  expect(root.querySelector("h1")?.textContent).toBe(SENTENCES[0]);
  expect(texts("dt")).toEqual(["Reconstruction", "Information"]);
  expect(rows()).toHaveLength(6);
  expect(rows()[0].getAttribute("aria-label")).toBe(
    "she closed the door and walked slowly back to the house ., drawn 8 times, 40\u202f%, log-probability −11.8, distance 1.32",
  );
  expect(rows()[0].querySelector("mark")?.textContent).toBe("house");
});

test("every action of a row, by its key and by its button, reaches the host with the whole text", async () => {
  const { host } = await opened();
  const { text } = host.state.result?.variants[1] ?? { text: "" };
  const expected = [
    ["Enter", {}, ["insert", text]],
    ["r", {}, ["replaceSelection", text]],
    ["c", { ctrlKey: true }, ["copy", text]],
    ["a", {}, ["setPath", "start", text]],
    ["b", {}, ["setPath", "end", text]],
    ["k", {}, ["keep", text]],
    ["m", {}, ["moreLike", text]],
  ] as const;
  for (const [key, modifiers, call] of expected) {
    press(rows()[1], key, modifiers);
    await settled();
    expect(host.calls.at(-1)).toEqual(call);
  }
  expect(host.calls).toHaveLength(expected.length);
  const buttons = Array.from(rows()[0].querySelectorAll("button"));
  expect(buttons.map(({ title }) => title)).toEqual([
    "Insert at the cursor (Enter)",
    "Replace the selection (R)",
    "Copy (Ctrl+C)",
    "More like this (M)",
    "Set as the start of a path (A)",
    "Set as the end of a path (B)",
    "Keep (K)",
  ]);
  buttons[2].click();
  expect(host.calls.at(-1)).toEqual(["copy", host.state.result?.variants[0].text]);
});

test("the list is one tab stop, and the arrow keys move in it", async () => {
  await opened();
  const stops = () => all("[tabindex='0']").filter((element) => lists()[0].contains(element));
  expect(stops()).toEqual([rows()[0]]);
  rows()[0].focus();
  press(rows()[0], "ArrowDown");
  expect(document.activeElement).toBe(rows()[1]);
  expect(stops()).toEqual([rows()[1]]);
  press(rows()[1], "ArrowRight");
  expect(document.activeElement).toBe(rows()[1].querySelector("button"));
  press(document.activeElement ?? root, "ArrowLeft");
  expect(document.activeElement).toBe(rows()[1]);
  press(rows()[1], "End");
  expect(document.activeElement).toBe(rows()[5]);
});

test("a row that stays keeps the focus when the list is drawn again; one that goes gives it to its successor", async () => {
  const { host, page } = await opened();
  const { result } = host.state;
  if (result === undefined) throw new Error("no result");
  rows()[1].focus();
  const focused = document.activeElement;
  await page.show({ ...host.state, result: { ...result, variants: result.variants.slice(0, 3).reverse() } });
  expect(document.activeElement).toBe(focused);
  await page.show({ ...host.state, result: { ...result, variants: result.variants.slice(3) } });
  expect(document.activeElement).toBe(rows()[1]);
});

test("a slider resamples live: one request at a time, of those that wait only the newest", async () => {
  const { host } = await opened();
  host.delay = 20;
  for (const value of [1.1, 1.2, 1.3, 1.4, 1.5]) slide("Spread", value);
  await vi.waitFor(() => expect(host.calls).toHaveLength(2));
  const spreads = host.calls.map(([, settings]) => Reflect.get(Object(settings), "spread"));
  expect(spreads).toEqual([1.1, 1.5]);
  expect(root.querySelector<HTMLInputElement>("input[aria-label='Spread']")?.value).toBe("1.5");
});

test("an answer to a slider does not bring back the sentence that was left meanwhile", async () => {
  const { host } = await opened();
  const answers: (() => void)[] = [];
  const { result: _, ...late } = host.state;
  host.resample = () => new Promise((resolve) => answers.push(() => resolve({ ...late, sentences: ["gone"] })));
  slide("Temperature", 0.5);
  press(rows()[0], "m");
  await settled();
  const title = root.querySelector("h1")?.textContent;
  answers[0]();
  await settled();
  expect(root.querySelector("h1")?.textContent).toBe(title);
});

test("resampling asks with unchanged settings, so that the host draws a seed; locking shows", async () => {
  const { host } = await opened();
  all("vscode-button")
    .find(({ textContent }) => textContent?.includes("Resample"))
    ?.click();
  expect(host.calls).toEqual([["resample", variantsState().settings]]);
  await settled();
  const lock = root.querySelector<HTMLElement>(".seed .icon-button");
  lock?.click();
  expect(lock?.getAttribute("aria-pressed")).toBe("true");
  expect(host.calls.at(-1)).toEqual(["resample", { ...variantsState().settings, seedLocked: true }]);
});

test("sharpening asks for a refined posterior, and shows what it gains", async () => {
  const { host } = await opened();
  const sharpen = all("vscode-checkbox").find(({ textContent }) => textContent === "Sharpen");
  sharpen?.click();
  await settled();
  expect(host.calls).toEqual([["resample", { ...variantsState().settings, sharpen: true }]]);
  const fact = all(".fact").find((element) => element.querySelector("dt")?.textContent === "Sharpened");
  expect(fact?.querySelector("dd")?.textContent).toBe("bound 42.1 → 38.7, 3.4 nats nearer");
  expect(fact?.querySelector("dt")?.title).toContain("0.31 nats");
  sharpen?.click();
  await settled();
  expect(texts("dt")).toEqual(["Reconstruction", "Information"]);
});

test("paging turns within the selection and not beyond it", async () => {
  const { host } = await opened();
  const [previous, next] = all(".pager button");
  previous.click();
  expect(host.calls).toEqual([]);
  next.click();
  await settled();
  expect(host.calls).toEqual([["turnTo", 1]]);
  expect(root.querySelector(".eyebrow")?.textContent).toBe("Sentence 2 of 4");
});

test("kept sentences can be let go, from both lists", async () => {
  const { host } = await opened();
  const [kept] = host.state.kept;
  press(lists()[1].querySelector('[role="row"]') ?? root, "Delete");
  await settled();
  expect(host.calls).toEqual([["discard", kept]]);
  expect(isShown(lists()[1])).toBe(false);
});

test("the latent strip says each dimension in words, by keys and as a table", async () => {
  await opened();
  const strip = root.querySelector<HTMLElement>(".strip");
  if (strip === null) throw new Error("no strip");
  expect(all(".strip-column")).toHaveLength(32);
  strip.focus();
  const first = strip.getAttribute("aria-valuetext");
  expect(first).toMatch(/^Dimension \d+, rank 1 · here −?\d\.\d\d ± \d\.\d\d · all text .* nats on average$/);
  press(strip, "ArrowRight");
  expect(strip.getAttribute("aria-valuenow")).toBe("2");
  expect(root.querySelector(".strip-explanation")?.textContent).toBe(strip.getAttribute("aria-valuetext"));
  const details = root.querySelector("details");
  if (details === null) throw new Error("no table");
  details.open = true;
  details.dispatchEvent(new Event("toggle"));
  expect(all("tbody tr")).toHaveLength(32);
});

test("hostile text is text, clipped, and reaches the host whole", async () => {
  const { host } = await opened(new FakeVariantsHost(variantsScenarios.hostile()));
  expect(all("img, script, b")).toEqual([]);
  expect(root.querySelector("h1")?.textContent).toContain("<img src=x onerror=");
  expect(Math.max(...texts(".sentence").map((text) => text?.length ?? 0))).toBeLessThan(700);
  expect(root.textContent).not.toMatch(/[\p{Cc}\u202e]/u);
  press(rows()[0], "Enter");
  expect(host.calls).toEqual([["insert", HOSTILE]]);
});

test("empty, waiting, failed and prior states", async () => {
  const { page } = await opened(new FakeVariantsHost(variantsScenarios.empty()));
  expect(isShown(root.querySelector(".empty"))).toBe(true);
  await page.show(variantsScenarios.waiting());
  expect(root.querySelector("main")?.getAttribute("aria-busy")).toBe("true");
  await page.show(variantsScenarios.problem());
  expect(root.querySelector("main")?.getAttribute("aria-busy")).toBe("false");
  expect(isShown(root.querySelector(".problem vscode-button"))).toBe(true);
  expect(root.querySelector(".problem")?.textContent).toContain("The model is damaged");
  expect(isShown(lists()[0])).toBe(false);
  await page.show(variantsScenarios.prior());
  expect(isShown(root.querySelector(".problem"))).toBe(false);
  expect(isShown(root.querySelector("input[aria-label='Spread']"))).toBe(false);
  expect(isShown(root.querySelector("vscode-checkbox"))).toBe(false);
  expect(isShown(root.querySelector(".strip"))).toBe(false);
  expect(texts("h2")[0]).toBe("Samples");
});

test("a failed action is said, and the log is one click away", async () => {
  const { host } = await opened();
  host.insert = () => Promise.reject(new Error("There is no editor."));
  press(rows()[0], "Enter");
  await settled();
  expect(root.querySelector(".problem p")?.textContent).toBe("There is no editor.");
  root.querySelector<HTMLElement>(".problem vscode-button")?.click();
  expect(host.calls).toEqual([["showLog"]]);
});

test("results are announced once they have settled", async () => {
  vi.useFakeTimers();
  try {
    variantsPanel(root, new FakeVariantsHost());
    await vi.advanceTimersByTimeAsync(1000);
    const region = all("[aria-live='polite']").find(({ className }) => className === "visually-hidden");
    expect(region?.textContent).toMatch(/^6 distinct variants\. The most frequent: she closed/);
  } finally {
    vi.useRealTimers();
  }
});
