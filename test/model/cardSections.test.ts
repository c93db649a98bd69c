import { expect, it } from "vitest";
import { modelCard } from "../../src/model/card";
import { withAddedSections, withSection } from "../../src/model/cardSections";
import { MANIFEST } from "./exampleManifest";

const CARD = modelCard(MANIFEST);

it("adds a section before the limits, and puts a newer one in its place", () => {
  const card = withSection(CARD, "quality", "## Quality\n\nGood for $& and $1.");
  expect(card.replace("<!-- quality -->\n## Quality\n\nGood for $& and $1.\n<!-- /quality -->\n\n", "")).toBe(CARD);
  expect(card.indexOf("## Quality")).toBeLessThan(card.indexOf("## Limits"));
  const newer = withSection(card, "quality", "## Quality\n\nBetter.");
  expect(newer).toContain("Better.");
  expect(newer).not.toContain("Good");
});

it("keeps what was added when the card is written anew", () => {
  const card = withSection(withSection(CARD, "quality", "Good."), "domains", "Prose.");
  expect(withAddedSections(CARD, card)).toBe(card);
  expect(withAddedSections(CARD, CARD)).toBe(CARD);
  expect(withAddedSections("# A card of another kind\n", card)).toMatch(
    /kind\n\n<!-- quality -->[\s\S]*<!-- \/domains -->\n$/,
  );
});
