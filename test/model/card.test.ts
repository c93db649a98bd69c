import { describe, expect, it } from "vitest";
import { modelCard } from "../../src/model/card";
import { MANIFEST } from "./exampleManifest";

describe("the model card", () => {
  const card = modelCard(MANIFEST);

  it.each([
    "# example 1",
    "the authors of the example",
    "CC0-1.0",
    "Preset `small`, seed 7; 12 steps (2 epochs) in 0.25 hours.",
    "| `keep` | 0.7 |",
    "Held-out sentences, end mark counted",
    "| bound on −ln p(x), nats a sentence | 12.35 |",
    "| active units | 2 of 3 |",
    "| −ln p(x), importance-weighted | 11.5 (500 samples) |",
    "## Limits",
    "tokens = numpy.array([ids + [3]])",
  ])("says %j", (line) => {
    expect(card).toContain(line);
  });

  it("leaves out what was not measured", () => {
    expect(card).not.toContain("mutual information");
    expect(card).not.toContain("undefined");
  });

  it("keeps a name with a bar inside its cell", () => {
    expect(card).toContain("| a \\| b | CC0-1.0 | 100 | 700 | 10 |");
  });
});
