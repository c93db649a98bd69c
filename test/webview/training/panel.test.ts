// @vitest-environment jsdom
import "../setup";
import { expect, test } from "vitest";
import { together } from "../../../webview/training/curvesView";
import { trainingPanel } from "../../../webview/training/panel";
import { all, isShown, root, settled } from "../harness/root";
import { HOSTILE } from "../harness/scenarios";
import { FakeTrainingHost, hostileTraining, runView, trainingScenarios, trainingState } from "../harness/training";

async function opened(state = trainingScenarios.usual()) {
  const host = new FakeTrainingHost(state);
  const page = trainingPanel(root, host);
  await settled();
  host.calls.length = 0;
  return { host, page };
}

const button = (label: string) => all("vscode-button").find((element) => element.textContent === label);
const shownButtons = () =>
  all("vscode-button")
    .filter(isShown)
    .map((element) => element.textContent);
const facts = () =>
  Object.fromEntries(
    all(".fact")
      .filter(isShown)
      .map((element) => [element.querySelector("dt")?.textContent, element.querySelector("dd")?.textContent]),
  );

function type(label: string, text: string): void {
  const field = root.querySelector(`vscode-text-field[aria-label="${label}"]`);
  if (!(field instanceof HTMLElement) || !("value" in field)) throw new Error(`no field ${label}`);
  field.value = text;
  field.dispatchEvent(new Event("change"));
}

test("the plan: text, what is left out and why, both ways with the recommended one chosen", async () => {
  await opened(trainingState());
  expect(facts()).toMatchObject({
    Files: "42 · 1.1\u202fMB",
    Sentences: "8,466",
    Languages: "English 93\u202f%, German 7\u202f%",
  });
  expect(all("summary")[0].textContent).toBe("Left out: 121 files and folders, 216 sentences");
  expect(all(".reasons")[0].textContent).toContain("images/a.png");
  const radios = all(".way input");
  expect(radios.map((radio) => radio instanceof HTMLInputElement && [radio.value, radio.checked])).toEqual([
    ["fine-tune", true],
    ["anew", false],
  ]);
  expect(all(".badge").map((badge) => badge.closest(".way"))).toEqual([all(".way")[0]]);
  expect(all(".way")[0].textContent).toContain("at most 1.9 minutes");
  expect(shownButtons()).toEqual(["Start Training"]);
});

test("choices reach the host; a field keeps what cannot be out, and what the base model decides is no field", async () => {
  const { host } = await opened(trainingState());
  const choice = { way: "fine-tune", name: "letters", settings: {} };
  expect(root.querySelector('vscode-text-field[aria-label="Width"]')).toBeNull();
  type("Epochs", "0.5");
  type("Epochs", "many");
  await settled();
  expect(host.calls).toEqual([]);
  type("Epochs", "3");
  await settled();
  type("Minutes at most", "0.5");
  await settled();
  type("Name of the model", "mine");
  await settled();
  all(".way input")[1].click();
  await settled();
  expect(host.calls).toEqual([
    ["choose", { ...choice, settings: { epochs: 3 } }],
    ["choose", { ...choice, settings: { epochs: 3, maxMinutes: 0.5 } }],
    ["choose", { ...choice, name: "mine", settings: { epochs: 3, maxMinutes: 0.5 } }],
    ["choose", { way: "anew", name: "mine", settings: { epochs: 3, maxMinutes: 0.5 } }],
  ]);
  expect(shownButtons()).toEqual(["Start Training", "Plan Again"]);
  expect(root.querySelector('vscode-text-field[aria-label="Width"]')).not.toBeNull();
  button("Start Training")?.click();
  await settled();
  expect(host.calls.at(-1)).toEqual(["start"]);
});

test("a plan of another text cannot be started, one without text neither", async () => {
  const { page } = await opened(trainingState({ planAge: "void" }));
  expect(button("Start Training")?.hasAttribute("disabled")).toBe(true);
  await page.show(trainingScenarios.nothing());
  expect(shownButtons()).toEqual(["Plan Again"]);
});

test("planning shows how far it is, and can be cancelled", async () => {
  const { host } = await opened(trainingScenarios.planning());
  expect(root.querySelector(".planning")?.textContent).toContain("812 files, 4\u202fMB of text, 31,000 sentences");
  button("Cancel")?.click();
  await settled();
  expect(host.calls).toEqual([["cancelPlan"]]);
  expect(shownButtons()).toEqual(["Plan Training", "Choose a Folder"]);
});

test("a run: figures, sentences, and curves with their words", async () => {
  await opened();
  expect(facts()).toMatchObject({
    Step: "900 of 1,004, epoch 4",
    "Time left": "24 seconds",
    Speed: "8,123 tokens a second",
    "Active units": "14 of 32",
    "Mutual information": "4.02 nats",
    "Held-out bound": "53.4 nats, words alone 78.2",
  });
  expect(root.querySelector(".section-aside")?.textContent).toBeDefined();
  const parts = all(".epoch-samples")[0].querySelectorAll("h3");
  expect(Array.from(parts, ({ textContent }) => textContent)).toEqual([
    "Sentences and their reconstructions",
    "The way from the first to the second",
    "Drawn from the prior",
  ]);
  expect(all("[role='img']")[0].getAttribute("aria-label")).toMatch(
    /^Nats a sentence: Bound, training \d+\.\d, Reconstruction, training \d+\.\d, Bound, held out/,
  );
  expect(root.querySelector("[role='progressbar']")?.getAttribute("aria-valuenow")).toBe("90");
});

test("the curves are a table too", async () => {
  await opened();
  const details = all("details").find((element) => element.textContent === "As a table");
  if (!(details instanceof HTMLDetailsElement)) throw new Error("no table");
  details.open = true;
  details.dispatchEvent(new Event("toggle"));
  const rows = Array.from(details.querySelectorAll("tbody tr"), (row) => row.firstElementChild?.textContent);
  expect(rows).toEqual(["Training", "Held out", "Held out", "Held out"]);
});

test("what can be asked depends on where the run stands", async () => {
  const { page, host } = await opened();
  expect(shownButtons()).toEqual(["Pause", "Stop and Keep", "Discard", "Copy Recipe"]);
  button("Pause")?.click();
  button("Stop and Keep")?.click();
  button("Discard")?.click();
  await page.show(trainingScenarios.paused());
  expect(shownButtons().slice(0, 3)).toEqual(["Go On", "Stop and Keep", "Discard"]);
  button("Go On")?.click();
  await page.show(trainingScenarios.stopped());
  expect(shownButtons().slice(0, 2)).toEqual(["Resume", "Discard"]);
  button("Resume")?.click();
  button("Discard")?.click();
  await settled();
  const wishes = ["pause", "keep", "discard", "go"].map((wish) => ["ask", wish]);
  expect(host.calls).toEqual([...wishes, ["resume"], ["discard"]]);
});

test("a button keeps the focus while the run is told of", async () => {
  const { page } = await opened();
  const pause = button("Pause");
  pause?.setAttribute("tabindex", "0");
  pause?.focus();
  await page.show(trainingState({ plan: undefined, run: runView({ notices: ["Something new"] }) }));
  expect(document.activeElement).toBe(pause);
  await page.show(trainingState({ plan: undefined, run: runView({ wish: "pause" }) }));
  expect(root.querySelector(".stage")?.textContent).toBeDefined();
  expect(pause?.hasAttribute("disabled")).toBe(true);
});

test("a latent space that is not used is told in plain words with the remedy", async () => {
  await opened(trainingScenarios.collapsed());
  const warning = root.querySelector(".remark.warning");
  expect(warning?.textContent).toContain("variants and paths will say little");
  expect(Array.from(warning?.querySelectorAll("li") ?? [], ({ textContent }) => textContent)).toEqual([
    "Train the encoder as an autoencoder first: set “Autoencoder first” to 0.25",
    "Train longer, or on more text: raise “Epochs”",
    "train the encoder alone: --encoder-steps 2",
    "the latent tells 0.02 nats about its sentence",
  ]);
});

test("a finished run offers its model", async () => {
  const { host } = await opened(trainingScenarios.finished());
  expect(shownButtons()).toEqual(["Explore With This Model", "Model Card", "Export", "Copy Recipe"]);
  for (const label of ["Explore With This Model", "Model Card", "Export"]) button(label)?.click();
  expect(host.calls).toEqual([["explore"], ["showCard"], ["exportModel"]]);
});

test("nothing yet: other runs are a key away", async () => {
  const { host } = await opened(trainingScenarios.empty());
  expect(isShown(root.querySelector(".empty"))).toBe(true);
  const [link] = all("nav button");
  expect(link.textContent).toBe("diary, stands still");
  link.click();
  expect(host.calls).toEqual([["showRun", "/home/ada/models/diary.run"]]);
});

test("hostile text is text", async () => {
  await opened(hostileTraining(HOSTILE));
  expect(all("img, script, b")).toEqual([]);
  expect(root.textContent).not.toMatch(/[\p{Cc}\u202e]/u);
});

test("curves over different steps meet on all of them", () => {
  const { training, validation } = runView();
  const some = (steps: readonly number[], kl: readonly number[]) => ({ ...training, ...validation, steps, kl });
  expect(together([some([1, 2, 4], [5, 6, 7]), "kl"], [some([2, 3], [8, 9]), "kl"])).toEqual([
    [1, 2, 3, 4],
    [5, 6, null, 7],
    [null, 8, 9, null],
  ]);
});
