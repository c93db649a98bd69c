import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PlannedText, PlannedWay } from "../../../src/protocol/training";
import { PRESETS } from "../../../src/trainer/options";
import { minutesOf } from "../../../src/trainer/plan/duration";
import { diskMegabytes, memoryMegabytes } from "../../../src/trainer/plan/footprint";
import { spread, through } from "../../../src/trainer/plan/interpolate";
import { recommend } from "../../../src/trainer/plan/recommend";
import { remarksOn } from "../../../src/trainer/plan/remarks";
import { tinyNetwork } from "../../reference/weights";

const OPTIONS = { ...PRESETS.small, sources: ["a"], out: "b" };
const EN = [{ language: "en", share: 0.9 }];

describe("interpolation", () => {
  it("goes through its points, in straight lines between and beyond them", () => {
    const f = through([
      { x: 10, y: 1 },
      { x: 20, y: 3 },
      { x: 40, y: 4 },
    ]);
    expect([5, 10, 15, 20, 30, 40, 60].map(f)).toEqual([0, 1, 2, 3, 3.5, 4, 5]);
    expect(through([{ x: 10, y: 2 }])(5)).toBe(1);
  });
});

describe("the measured buckets", () => {
  it("are different ones in order, the first and the last among them", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 2, max: 8 }), (count, most) => {
        const chosen = spread(count, most);
        expect(chosen).toHaveLength(Math.min(count, most));
        expect(chosen).toEqual([...new Set(chosen)].sort((a, b) => a - b));
        expect([chosen[0], chosen.at(-1)]).toEqual([0, count - 1]);
      }),
    );
  });
});

describe("the duration", () => {
  const work = { sentences: 3200, heldOut: 320, steps: 1000, epochs: 10, secondsPerStep: 0.6, readingSeconds: 0 };

  it("is that of its steps and a little more, and never more than the limit", () => {
    expect(minutesOf(work, OPTIONS)).toBeGreaterThan(10);
    expect(minutesOf(work, OPTIONS)).toBeLessThan(12);
    expect(minutesOf(work, { ...OPTIONS, maxMinutes: 3 })).toBe(3);
  });
});

describe("the footprint", () => {
  const network = tinyNetwork({ vocabulary: 8000, embedding: 128, hidden: 256, latent: 32, tied: true, skip: true });
  const sizes = { network, weights: 1_939_840, longest: 41, sentences: 5000, tokens: 1e5, characters: 5e5 };

  it("is what was measured, and grows with batch, text and network", () => {
    const memory = memoryMegabytes(sizes, OPTIONS, 2);
    expect(memory).toBeCloseTo(356, -1);
    expect(memoryMegabytes(sizes, { ...OPTIONS, batch: 64 }, 2)).toBeGreaterThan(memory);
    expect(memoryMegabytes({ ...sizes, sentences: 1e7 }, OPTIONS, 2)).toBeGreaterThan(memory + 100);
    const disk = diskMegabytes(sizes, OPTIONS);
    // The two graphs with an embedding each, and the weights by name.
    expect(disk.package).toBeCloseTo((4 * (2 * 1_939_840 + 8000 * 128) + 240_000) / 1e6, 1);
    expect(diskMegabytes(sizes, { includeWeights: false }).package).toBeLessThan(disk.package);
    expect(disk.run).toBeGreaterThan((12 * 1_939_840) / 1e6);
  });
});

describe("the recommendation", () => {
  it("is to fine-tune a small text in the base model's language alone", () => {
    const of = (sentences: number, languages = EN, baseLanguage: string | undefined = "en-GB") =>
      recommend({ sentences, languages, baseLanguage }).way;
    expect(of(19_999)).toBe("fine-tune");
    expect(of(20_000)).toBe("anew");
    expect(of(500, [{ language: "de", share: 0.8 }])).toBe("anew");
    expect(of(500, [{ language: "de", share: 0.4 }])).toBe("fine-tune");
    expect(of(500, [{ language: "und", share: 1 }])).toBe("fine-tune");
    expect(recommend({ sentences: 500, languages: EN, baseLanguage: undefined }).way).toBe("anew");
    expect(recommend({ sentences: 500, languages: [{ language: "de", share: 1 }], baseLanguage: "en" }).why).toMatch(
      /mostly German, and the base model knows English/,
    );
  });
});

describe("the remarks", () => {
  const text: PlannedText = {
    files: 1,
    bytes: 1e6,
    estimated: false,
    sentences: 10_000,
    formats: {},
    languages: EN,
    otherLanguages: 0.05,
    skipped: [],
    dropped: {},
  };
  const way: PlannedWay = {
    ...{ way: "fine-tune", options: {}, asked: [], settings: [], engine: "eager" },
    ...{ sentences: 1, heldOut: 1, tooLong: 0, tokens: 1, vocabulary: 1, unknown: 0, weights: 1, epochs: 1 },
    ...{ stepsPerEpoch: 1, steps: 1, secondsPerStep: 1, minutes: 5, megabytes: { memory: 500, package: 20, run: 80 } },
  };
  const roomy = { memory: 8000, disk: 8000 };
  const base = { directory: "m", model: "english@0", language: "en", license: "CC0-1.0" };
  const kinds = (...given: Parameters<typeof remarksOn>) => remarksOn(...given).map(({ kind }) => kind);

  it("are none where all is well", () => {
    expect(kinds(text, base, way, roomy)).toEqual([]);
  });

  it("tell of languages, memory, disk and time", () => {
    const german = { ...text, languages: [{ language: "de", share: 0.7 }], otherLanguages: 0.3 };
    expect(kinds(german, base, way, roomy)).toEqual(["language", "mixed-languages"]);
    expect(kinds(text, base, way, { memory: 600, disk: 90 })).toEqual(["memory", "disk"]);
    expect(kinds(text, base, { ...way, minutes: 1000 }, { ...roomy, disk: undefined })).toEqual(["time"]);
  });
});
