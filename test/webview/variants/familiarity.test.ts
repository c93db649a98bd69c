// @vitest-environment jsdom
import "../setup";
import { expect, test } from "vitest";
import type { Familiarity } from "../../../src/core/metrics/familiarity";
import { SentenceHeader } from "../../../webview/variants/sentenceHeader";
import { variantsState } from "../harness/hosts";
import { variantsOf } from "../harness/sentences";

function headerOf(familiarity?: Familiarity, train: () => void = () => undefined, text = "a sentence ."): HTMLElement {
  const header = new SentenceHeader(() => undefined, train);
  const result = { ...variantsOf(text, 3), reconstruction: "a sentence .", ...(familiarity && { familiarity }) };
  header.draw(variantsState({ result }));
  return header.element;
}

/** The facts that the header shows of a sentence of this familiarity, which is written again as "a sentence .". */
function factsOf(familiarity?: Familiarity, text?: string) {
  const header = headerOf(familiarity, undefined, text);
  return Array.from(header.querySelectorAll(".fact"), (fact) => fact.textContent).join("\n");
}

test("a sentence like those of the training has no line about it, nor has a model that cannot tell", () => {
  expect(factsOf()).not.toContain("Familiarity");
  expect(factsOf({ percentile: 40, verdict: "familiar" })).not.toContain("Familiarity");
});

test("an unusual sentence and a far one are called so, with what to do about it", () => {
  expect(factsOf({ percentile: 3, verdict: "unusual" })).toMatch(/Unusual for this model\. Train on this workspace/);
  expect(factsOf({ percentile: 0, verdict: "far" })).toMatch(
    /Far from what this model knows\. Train on this workspace/,
  );
});

test("a sentence that is not written back is said to be lost, if it is not one of the familiar ones", () => {
  const other = "nothing like that was meant .";
  expect(factsOf({ percentile: 12, verdict: "familiar" }, other)).toMatch(/does not write this sentence back\. Train/);
  expect(factsOf({ percentile: 60, verdict: "familiar" }, other)).not.toContain("Familiarity");
  expect(factsOf({ percentile: 0, verdict: "far" }, other)).toContain("Far from what this model knows.");
});

test.each(["unusual", "far"] as const)("the way to a model that knows a text that is %s is one key away", (verdict) => {
  let asked = 0;
  headerOf({ percentile: 0, verdict }, () => asked++)
    .querySelector<HTMLElement>("button.link")
    ?.click();
  expect(asked).toBe(1);
});
