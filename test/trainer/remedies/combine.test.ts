import { describe, expect, it } from "vitest";
import { PRESETS, type TrainingOptions } from "../../../src/trainer/options";
import { refuseConflicts, withChosen } from "../../../src/trainer/remedies/combine";

type Chosen = Partial<TrainingOptions>;

describe("a chosen remedy", () => {
  it.each<[Chosen, Chosen]>([
    [{ freeBitsTotal: 8 }, { freeBits: 0, autoencoder: 0.25 }],
    [{ delta: 0.2 }, { freeBits: 0 }],
    [{ batchNorm: 0.6 }, { freeBits: 0 }],
    [{ aggressive: true }, { freeBits: 0.25, autoencoder: 0 }],
    [{ batchNorm: 0.6, freeBits: 0.1 }, { freeBits: 0.1 }],
    [
      { freeBitsTotal: 0, aggressive: false },
      { freeBits: 0.25, autoencoder: 0.25 },
    ],
  ])("%o has the preset make room: %o", (chosen, expected) => {
    const options = withChosen(PRESETS.small, chosen);
    expect(options).toMatchObject({ ...chosen, ...expected, hidden: PRESETS.small.hidden });
    expect(() => refuseConflicts(options)).not.toThrow();
  });

  it.each<[Chosen, RegExp]>([
    [{ freeBitsTotal: 8, freeBits: 0.25 }, /--free-bits-total 8 does not go with --free-bits 0.25/],
    [{ delta: 0.2, freeBits: 0.2 }, /--delta 0.2 does not go with --free-bits 0.2/],
    [{ delta: 0.5, freeBitsTotal: 4 }, /--delta 0.5 does not go with --free-bits-total 4/],
    [{ delta: 0.2, batchNorm: 0.6 }, /--delta 0.2 does not go with --batch-norm 0.6/],
    [{ aggressive: true, autoencoder: 0.25 }, /--aggressive does not go with --autoencoder 0.25/],
    [{ batchNorm: 0.6, batch: 1 }, /--batch-norm 0.6 does not go with --batch 1/],
  ])("is refused beside another that cannot be meant too: %o", (chosen, message) => {
    expect(() => refuseConflicts(withChosen(PRESETS.small, chosen))).toThrow(message);
    expect(() => refuseConflicts(withChosen(PRESETS.small, chosen))).toThrow(
      expect.objectContaining({ code: "bad-call" }),
    );
  });

  it.each<Chosen>([
    { delta: 0.2, freeBits: 0.5 },
    { batchNorm: 0.6, freeBits: 0.5, averageShare: 0.3 },
    { aggressive: true, delta: 0.1, anneal: "cyclical", averageShare: 0.2, schedule: "plateau" },
  ])("goes with others: %o", (chosen) => {
    expect(() => refuseConflicts(withChosen(PRESETS.base, chosen))).not.toThrow();
  });
});
