import { describe, expect, it } from "vitest";
import { diagnoseCollapse, type LatentUse } from "../../../src/core/metrics/collapse";
import { type CollapseObjective, remedyText } from "../../../src/core/metrics/collapseRemedies";

// Figures of the Penn Treebank (see the table of published ones): sentences 3,761, ceiling ln 3,761.
const PTB = { sentences: 3761, latent: 32, informationCeiling: 8.23 };

const verdictOf = (use: Omit<LatentUse, keyof typeof PTB>) => diagnoseCollapse({ ...PTB, ...use })?.verdict;
const remediesOf = (objective: CollapseObjective) =>
  diagnoseCollapse({ ...PTB, kl: 0, activeUnits: 0, information: 0 }, objective)
    ?.remedies.map(remedyText)
    .join("\n");

describe("collapse", () => {
  it.each([
    ["monotonic annealing", { kl: 0, activeUnits: 0, information: 0 }, "collapsed"],
    ["cyclical annealing", { kl: 1.4, activeUnits: 5, information: 1.27 }, "partly collapsed"],
    ["aggressive inference", { kl: 0.9, activeUnits: 4, information: 0.83 }, "partly collapsed"],
    ["an autoencoder first, then free bits", { kl: 8.1, activeUnits: 32, information: 5.31 }, "healthy"],
  ])("names what is published: %s", (_, use, verdict) => {
    expect(verdictOf(use)).toBe(verdict);
  });

  it("sees through the KL that free bits give, by the information or by what z is worth to the decoder", () => {
    const paid = { kl: 8.02, activeUnits: 32 };
    expect(verdictOf({ ...paid, information: 0.01 })).toBe("collapsed");
    expect(verdictOf({ ...paid, information: 6, gain: 0.02 })).toBe("collapsed");
    expect(verdictOf({ ...paid, information: 6, gain: 12 })).toBe("healthy");
    const { reasons = [] } = diagnoseCollapse({ ...PTB, ...paid, information: 0.01 }, { freeBits: 0.25 }) ?? {};
    expect(reasons.join("\n")).toContain("the objective gives 8.00 nats of KL away");
  });

  it("names what was not tried, and more of it where all was", () => {
    const all = { autoencoder: 0.25, freeBits: 0.25, klWeight: 0.4, keep: 0.7 };
    expect(remediesOf({})).toMatch(/--autoencoder 0.25.*--free-bits 0.25.*--kl-weight 0.5.*--keep 0.7/s);
    expect(remediesOf({ ...all, freeBits: 0 })).toBe("leave some of the KL unpenalised: --free-bits 0.25");
    expect(remediesOf(all)).toMatch(/--epochs.*--kl-weight 0.2.*--autoencoder 0.5/s);
    expect(remediesOf({ ...all, autoencoder: 0 })).toBe(
      "train the encoder as an autoencoder first: --autoencoder 0.25",
    );
    expect(remediesOf({ ...all, autoencoder: 0, aggressive: true })).not.toContain("--autoencoder");
  });

  it("has nothing to mend in a healthy model", () => {
    expect(diagnoseCollapse({ ...PTB, kl: 20, activeUnits: 32, information: 8 })?.remedies).toEqual([]);
  });

  it("says nothing of a language model or of too few sentences", () => {
    const use = { kl: 0, activeUnits: 0, information: 0 };
    expect(diagnoseCollapse({ ...use, sentences: 1000, latent: 0 })).toBeUndefined();
    expect(diagnoseCollapse({ ...use, sentences: 10, latent: 32 })).toBeUndefined();
  });
});
