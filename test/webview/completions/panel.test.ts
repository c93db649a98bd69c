// @vitest-environment jsdom
import "../setup";
import { describe, expect, test } from "vitest";
import { completionsPanel } from "../../../webview/completions/panel";
import { FakeCompletionsHost } from "../harness/hosts";
import { root, settled } from "../harness/root";
import { completionsScenarios } from "../harness/scenarios";
import { completions, imputed, PREFIX, WITH_GAPS, WITHOUT_GAPS } from "../harness/sentences";

async function opened(scenario = "usual") {
  const host = new FakeCompletionsHost(completionsScenarios[scenario]());
  const page = completionsPanel(root, host);
  await settled();
  host.calls.length = 0;
  return { host, page };
}

const columns = () => Array.from(root.querySelectorAll<HTMLElement>(".method"));
const rows = (column = 0) => Array.from(columns()[column].querySelectorAll<HTMLElement>('[role="row"]'));
const field = () => root.querySelector("textarea") ?? expect.unreachable("no field");
const isShown = (selector: string) => root.querySelector(selector)?.closest("[hidden]") === null;

function type(text: string): void {
  field().value = text;
  field().dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
}

describe("the lists", () => {
  test("stand side by side, each with its figures, the beginning standing back", async () => {
    await opened();
    expect(columns().map((column) => column.getAttribute("aria-label"))).toEqual(["Beam search", "Imputation"]);
    expect(columns().map((column) => column.querySelector(".section-aside")?.textContent)).toEqual([
      "5 found31 ms",
      "4 found3 rounds118 ms",
    ]);
    expect(rows(0)[0].querySelector(".given")?.textContent).toBe(PREFIX);
    expect(rows(0)[0].querySelector(".sentence")?.textContent).toBe(completions.completions[0].text);
    expect(rows(0)[0].querySelector(".meta")?.textContent).toBe("1 in 27ln p −3.3found by both");
    expect(rows(1)[0].querySelector(".meta")?.textContent).toBe("1 in 20ln p −3.0");
    expect(rows(1)[0].querySelector(".measure")?.textContent).toBe("32\u202f%");
    expect(rows(1)[0].getAttribute("aria-label")).toMatch(/window \., 1 in 20, 32\u202f% of those shown$/);
  });

  test("accept a completion as a whole on Enter, and copy it", async () => {
    const { host } = await opened();
    rows(1)[0].dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
    rows(0)[1].dispatchEvent(new KeyboardEvent("keydown", { key: "c", ctrlKey: true, bubbles: true }));
    expect(host.calls).toEqual([
      ["accept", imputed.completions[0].text],
      ["copy", completions.completions[1].text],
    ]);
  });

  test("show what filled the gaps", async () => {
    await opened("gaps");
    const given = Array.from(rows()[0].querySelectorAll(".given"), ({ textContent }) => textContent);
    expect(given).toEqual(["The old ", " put down his glass and ", " at the fire."]);
  });

  test("say that one is searched yet, or that nothing was found", async () => {
    const { page, host } = await opened("searching");
    expect(columns()[1].querySelector(".nothing")?.textContent).toBe("Searching…");
    expect(isShown(".trace")).toBe(false);
    await page.show({ ...host.state, icm: { result: { ...imputed, completions: [] }, milliseconds: 1 } });
    expect(columns()[1].querySelector(".nothing")?.textContent).toMatch(/^Nothing was found/);
  });

  test("are one of a language model, with the reason", async () => {
    await opened("languageModel");
    expect(columns().map(({ hidden }) => hidden)).toEqual([false, true]);
    expect(isShown("main > .hint")).toBe(true);
    expect(root.querySelector("main > .hint")?.textContent).toMatch(/is a language model: without a latent vector/);
  });
});

describe("the rounds of imputation", () => {
  test("are a table, folded away", async () => {
    await opened();
    const details = root.querySelector("details") ?? expect.unreachable("no details");
    expect(details.open).toBe(false);
    expect(details.querySelector("summary")?.textContent).toBe("How imputation went: 3 rounds");
    const cells = Array.from(details.querySelectorAll("tbody tr"), (row) =>
      Array.from(row.children, ({ textContent }) => textContent),
    );
    expect(cells[1]).toEqual(["2", `${PREFIX} went home .`, "−8.6", "1.12"]);
    expect(details.querySelector(".hint")?.textContent).toMatch(/moved 4\.30 in all/);
  });

  test("lie on the way of the latent vector, each where it moved", async () => {
    await opened();
    const stretches = Array.from(root.querySelectorAll<HTMLElement>(".trace .bar-fill"), ({ style }) =>
      [style.insetInlineStart, style.inlineSize].map(Number.parseFloat),
    );
    expect(stretches[0]).toEqual([0, 66.744]);
    expect(stretches[1][0]).toBeCloseTo(66.744, 3);
    expect(stretches[2][0] + stretches[2][1]).toBeCloseTo(100, 2);
  });
});

describe("the sentence", () => {
  test("has the words of the editor beside its gaps", async () => {
    await opened("gaps");
    expect(field().value).toBe(WITH_GAPS);
    expect(root.querySelector("h1")?.textContent).toBe("Sentence with gaps");
    expect(root.querySelector(".original .sentence")?.textContent).toBe(WITHOUT_GAPS);
    const marks = Array.from(root.querySelectorAll(".original mark"), ({ textContent }) => textContent);
    expect(marks).toEqual(["man", "stared"]);
  });

  test("is searched again when it was changed, once", async () => {
    const { host } = await opened();
    expect(isShown(".original")).toBe(false);
    type(PREFIX);
    type("The ___ man");
    field().dispatchEvent(new Event("change"));
    await settled();
    expect(host.calls).toEqual([["retype", "The ___ man"]]);
    expect(isShown(".original")).toBe(true);
  });

  test("gets a gap for the words that are selected", async () => {
    const { host } = await opened();
    field().setSelectionRange(4, 7);
    root.querySelector<HTMLElement>("header vscode-button")?.click();
    expect(host.calls).toEqual([["retype", PREFIX.replace("old", "___")]]);
  });

  test("is not written over while somebody types", async () => {
    const { page, host } = await opened();
    field().focus();
    field().value = "She wanted";
    await page.show(host.state);
    await page.show({ ...host.state, text: "Something else" });
    expect(field().value).toBe("She wanted");
    field().blur();
  });

  test("can be typed where there is none yet", async () => {
    const { host } = await opened("empty");
    expect([isShown(".empty"), isShown("textarea"), isShown(".methods")]).toEqual([true, true, false]);
    type("She ___ it.");
    await settled();
    expect(host.calls).toEqual([["retype", "She ___ it."]]);
    expect(isShown(".empty")).toBe(false);
  });

  test("of words that the model hardly knows says so, and leads to training", async () => {
    const { page, host } = await opened();
    expect(isShown("p.strangeness")).toBe(false);
    await page.show({ ...host.state, familiarity: { percentile: 3, verdict: "unusual" } });
    expect(isShown("p.strangeness")).toBe(true);
    expect(root.querySelector("p.strangeness")?.textContent).toMatch(
      /^Unusual for this model\. Train on this workspace/,
    );
    root.querySelector<HTMLElement>("button.link")?.click();
    expect(host.calls).toEqual([["train"]]);
    await page.show({ ...host.state, familiarity: { percentile: 30, verdict: "familiar" } });
    expect(isShown("p.strangeness")).toBe(false);
  });

  test("that is complete says so", async () => {
    await opened("complete");
    expect(root.querySelector('[role="alert"]')?.textContent).toMatch(/no gap and no open end/);
    expect([isShown("textarea"), isShown(".methods")]).toEqual([true, false]);
  });
});
