// @vitest-environment jsdom
import "../setup";
import { expect, test, vi } from "vitest";
import { homotopyPanel } from "../../../webview/homotopy/panel";
import { unsavedViewState } from "../../../webview/lib/viewState";
import { FakeHomotopyHost, homotopyState } from "../harness/hosts";
import { all, isShown, root, settled } from "../harness/root";
import { FROM, TO } from "../harness/sentences";

async function opened(host = new FakeHomotopyHost()) {
  const page = homotopyPanel(root, host);
  await settled();
  host.calls.length = 0;
  return { host, page };
}

const rows = () => all('[role="row"]');
const current = () => rows().findIndex((row) => row.hasAttribute("aria-current"));

function slide(value: number): void {
  const input = root.querySelector<HTMLInputElement>("input[aria-label='Position']");
  if (input === null) throw new Error("no slider");
  input.value = String(value);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

test("each sentence once with its stretch, and what changed since the one before", async () => {
  await opened();
  expect(rows()).toHaveLength(7);
  expect(rows()[2].querySelector(".meta")?.textContent).toBe("0.277 – 0.3325\u202f% of the path");
  expect(Array.from(rows()[2].querySelectorAll("mark"), ({ textContent }) => textContent)).toEqual(["had"]);
  expect(rows()[1].querySelector<HTMLElement>(".removed")?.title).toBe("Removed: slowly");
  expect(all(".path-stretch")).toHaveLength(7);
});

test("the slider decodes live, drops what is out of date, and marks the sentence that it is in", async () => {
  const { host } = await opened();
  host.delay = 20;
  for (const at of [0.1, 0.3, 0.6, 0.9]) slide(at);
  expect(current()).toBe(6);
  await vi.waitFor(() =>
    expect(host.calls).toEqual([
      ["decodeAt", 0.1],
      ["decodeAt", 0.9],
    ]),
  );
  await vi.waitFor(() => expect(root.querySelector(".path-sentence")?.textContent).toMatch(/^the soldiers/));
});

test("the row that has the focus moves the slider", async () => {
  const { host } = await opened();
  rows()[5].focus();
  expect(current()).toBe(5);
  expect(host.calls).toEqual([["decodeAt", 0.7]]);
});

test("a sentence that returns has two rows", async () => {
  const { page } = await opened();
  const [first, second] = homotopyState().result?.steps ?? [];
  const steps = [
    { ...first, to: 0.2 },
    { ...second, from: 0.2, to: 0.6 },
    { ...first, from: 0.6, to: 1 },
  ];
  await page.show(homotopyState({ result: { model: "m", smoothness: 0.5, steps } }));
  expect(rows().map((row) => row.querySelector(".sentence")?.textContent)).toEqual([
    first.text,
    second.text,
    first.text,
  ]);
});

test("ends are swapped, and the list inserted", async () => {
  const { host } = await opened();
  all("button.swap")[0].click();
  all("vscode-button")
    .find(({ textContent }) => textContent === "Insert as List")
    ?.click();
  await settled();
  expect(host.calls.filter(([name]) => name !== "decodeAt")).toEqual([["swap"], ["insertList"]]);
  expect(all("h1").map(({ textContent }) => textContent)).toEqual([TO, FROM]);
});

const FAR = { familiarity: { percentile: 0.2, verdict: "far" } } as const;
const UNUSUAL = { familiarity: { percentile: 3, verdict: "unusual" } } as const;
const FAMILIAR = { familiarity: { percentile: 60, verdict: "familiar" } } as const;
const lines = () => all("p.strangeness").filter(isShown);

test.each([
  ["neither", [FAMILIAR, FAMILIAR], []],
  ["none that a model cannot tell", [{}, {}], []],
  ["the start", [FAR, FAMILIAR], ["Far from what this model knows.", "Train"]],
  ["the end", [FAMILIAR, UNUSUAL], ["Unusual for this model.", "Train"]],
  ["both", [UNUSUAL, FAR], ["Unusual for this model.", "Far from what this model knows.", "Train"]],
])("an end that the model hardly knows says so, with one offer to train: %s", async (_, familiarity, words) => {
  await opened(new FakeHomotopyHost(homotopyState({ familiarity })));
  expect(lines().map(({ textContent }) => textContent?.replace(/^Train.*/, "Train"))).toEqual(words);
});

test("the line stands at its end, goes with it, and leads to training", async () => {
  const { host, page } = await opened(new FakeHomotopyHost(homotopyState({ familiarity: [FAMILIAR, FAR] })));
  expect(lines()[0].closest(".end")?.querySelector("h1")?.textContent).toBe(TO);
  expect(lines()[0].title).toMatch(/^0\.2 % of the sentences/);
  root.querySelector<HTMLElement>("button.link")?.click();
  expect(host.calls).toEqual([["train"]]);
  await page.show(homotopyState({ familiarity: [FAMILIAR, FAMILIAR] }));
  expect(lines()).toEqual([]);
});

test("a page that was hidden comes back where its slider was", async () => {
  const view = unsavedViewState();
  homotopyPanel(root, new FakeHomotopyHost(), view);
  await settled();
  slide(0.9);
  root.replaceChildren();
  const host = new FakeHomotopyHost();
  homotopyPanel(root, host, view);
  await settled();
  expect(current()).toBe(6);
  expect(host.calls).toEqual([["ready"], ["decodeAt", 0.9]]);
});
