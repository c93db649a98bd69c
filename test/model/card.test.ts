import { describe, expect, it } from "vitest";
import { modelCard } from "../../src/model/card";
import type { Manifest } from "../../src/model/manifest";
import { LANGUAGE_MODEL, MANIFEST } from "./exampleManifest";

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

  it("calls a language model one, and says nothing of a latent space", () => {
    const { family: _, ...manifest } = MANIFEST;
    const network = { ...LANGUAGE_MODEL, direction: "right-to-left" as const };
    const latent = { dimension: 0, mean: [], deviation: [], kl: [] };
    const text = modelCard({ ...manifest, family: { posterior: "none", prior: "none" }, latent, network });
    for (const line of ["A language model for Homotopy", "| latent space | none |", "written from right to left"]) {
      expect(text).toContain(line);
    }
    expect(text).toContain("| −ln p(x), nats a sentence | 12.35 |");
    expect(text).not.toMatch(/active units|KL|encoder reads|variant\b/);
  });

  it("shows all that an evaluation measures", () => {
    const text = modelCard({ ...MANIFEST, metrics: { ...MANIFEST.metrics, ...EVERYTHING } });
    for (const row of [
      "| perplexity with the end mark | 20 (of the bound) |",
      "| mutual information, full set | 4.5 (at most 8.1) |",
      "| mutual information, within batch | 3.1 (at most 3.466) |",
      "| gain of the latent over another sentence's, nats a sentence | 12.5 |",
      "| reconstructed exactly | 40 % |",
      "| BLEU-4 of reconstructions | 0.55 |",
      "| reconstructed exactly, up to 10 words | 60 %, BLEU-4 0.7 (50 sentences) |",
      "| reconstructed exactly, 21 words and more | 0 %, BLEU-4 0.1 (30 sentences) |",
      "| samples of the prior | distinct-1 0.3, distinct-2 0.8, self-BLEU 0.2 (500 samples) |",
      "| smoothness of homotopies | 0.5 (50 pairs, 2 % stand still) |",
    ]) {
      expect(text).toContain(row);
    }
    expect(text).not.toContain("11 to 20 words");
  });

  it("says in plain words whether the latent space has collapsed, and what would help", () => {
    const measured = { ...MANIFEST.metrics, sentences: 1000 };
    const healthy = modelCard({ ...MANIFEST, metrics: { ...measured, ...EVERYTHING, sentences: 1000 } });
    expect(healthy).toContain("**The latent space is healthy**: the latent tells 4.50 nats about its sentence");
    expect(healthy).not.toContain("To train it better");
    // Free bits at work: a KL, active units, and the same posterior for every sentence.
    const latent = { dimension: 3, mean: [1, 1, 1], deviation: [1, 1, 1], kl: [0.5, 0.5, 0.5] };
    const collapsed = modelCard({ ...MANIFEST, latent, metrics: { ...measured, kl: 1.5, active_units: 3 } });
    expect(collapsed).toContain("**The latent space is collapsed**: the latent tells at most 0.00 nats");
    expect(collapsed).toContain("- train the encoder as an autoencoder first: --autoencoder 0.25");
  });

  it("gives no verdict on too few sentences", () => {
    expect(card).not.toContain("The latent space is");
  });

  it("leaves out what was not measured", () => {
    expect(card).not.toContain("mutual information");
    expect(card).not.toContain("undefined");
  });

  it("keeps a name with a bar inside its cell", () => {
    expect(card).toContain("| a \\| b | CC0-1.0 | 100 | 700 | 10 |");
  });
});

const EVERYTHING: Partial<Manifest["metrics"]> = {
  perplexity: { with_eos: 20, without_eos: 30, from: "bound" },
  mutual_information: { full_set: 4.5, full_set_ceiling: 8.1, within_batch: 3.1, within_batch_ceiling: Math.log(32) },
  latent_gain: 12.5,
  exact_reconstruction: 0.4,
  bleu: 0.55,
  by_length: [
    { least: 0, most: 10, sentences: 50, exact_reconstruction: 0.6, bleu: 0.7 },
    { least: 11, most: 20, sentences: 0, exact_reconstruction: 0, bleu: 0 },
    { least: 21, sentences: 30, exact_reconstruction: 0, bleu: 0.1 },
  ],
  samples: { count: 500, distinct_1: 0.3, distinct_2: 0.8, self_bleu: 0.2 },
  smoothness: { pairs: 50, mean: 0.5, still: 0.02 },
};
