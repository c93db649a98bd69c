// @vitest-environment jsdom
import "../setup";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ranked } from "../../../webview/completions/completionList";
import { completionsPanel } from "../../../webview/completions/panel";
import { completionsState, FakeCompletionsHost } from "../harness/hosts";
import { completions, PREFIX } from "../harness/sentences";

let root: HTMLElement;

beforeEach(() => {
  root = document.createElement("div");
  document.body.append(root);
});

afterEach(() => root.remove());

async function opened(host = new FakeCompletionsHost()) {
  const page = completionsPanel(root, host);
  await new Promise((resolve) => setTimeout(resolve, 5));
  host.calls.length = 0;
  return { host, page };
}

const rows = () => Array.from(root.querySelectorAll<HTMLElement>('[role="row"]'));

test("endings are ranked with their probabilities, the beginning standing back", async () => {
  await opened();
  expect(rows()).toHaveLength(5);
  expect(rows()[0].querySelector(".given")?.textContent).toBe(PREFIX);
  expect(rows()[0].querySelector(".sentence")?.textContent).toBe(completions.completions[0].text);
  expect(rows()[0].querySelector(".meta")?.textContent).toBe("p 9.1 × 10⁻⁵ln p −9.3");
  expect(rows()[0].querySelector(".measure")?.textContent).toBe("48\u202f%");
});

test("Enter accepts a completion as a whole", async () => {
  const { host } = await opened();
  rows()[1].dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  expect(host.calls).toEqual([["accept", completions.completions[1].text]]);
});

test("without an ending there are words", async () => {
  const { page } = await opened();
  await page.show(completionsState({ result: { ...completions, completions: [] } }));
  expect(root.querySelector<HTMLElement>("p.nothing")?.hidden).toBe(false);
});

test("shares of probabilities that underflow", () => {
  const shares = ranked([-1000, -1000 + Math.log(3)].map((logProbability) => ({ text: "", logProbability })));
  expect(shares[0].share).toBeCloseTo(0.25, 12);
  expect(shares[1].share).toBeCloseTo(0.75, 12);
});
