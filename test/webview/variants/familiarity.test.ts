// @vitest-environment jsdom
import "../setup";
import { expect, test } from "vitest";
import type { Familiarity } from "../../../src/core/metrics/familiarity";
import { SentenceHeader } from "../../../webview/variants/sentenceHeader";
import { variantsState } from "../harness/hosts";
import { variantsOf } from "../harness/sentences";

function headerOf(familiarity?: Familiarity, train: () => void = () => undefined): HTMLElement {
  const header = new SentenceHeader(() => undefined, train);
  const result = { ...variantsOf("a sentence .", 3), ...(familiarity && { familiarity }) };
  header.draw(variantsState({ result }));
  return header.element;
}

/** The facts that the header shows of a sentence of this familiarity. */
function factsOf(familiarity?: Familiarity) {
  return Array.from(headerOf(familiarity).querySelectorAll(".fact"), (fact) => fact.textContent).join("\n");
}

test("a sentence like those of the training has no line about it, nor has a model that cannot tell", () => {
  expect(factsOf()).not.toContain("Familiarity");
  expect(factsOf({ percentile: 40, verdict: "familiar" })).not.toContain("Familiarity");
});

test("an unusual sentence is called so, a far one with what to do about it", () => {
  expect(factsOf({ percentile: 3, verdict: "unusual" })).toContain("Unusual for this model");
  expect(factsOf({ percentile: 0, verdict: "far" })).toContain("Train on this workspace");
});

test("the way to a model that knows the text is one key away", () => {
  let asked = 0;
  headerOf({ percentile: 0, verdict: "far" }, () => asked++)
    .querySelector<HTMLElement>("button.link")
    ?.click();
  expect(asked).toBe(1);
});
