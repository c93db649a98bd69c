import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TO_READ_OF_PRIOR, toRead } from "../../../src/core/exploration";
import type { GaussianMixture } from "../../../src/core/latent/prior/mixture";
import { standardPrior } from "../../../src/core/latent/prior/prior";
import { FAMILIARITY_LEVELS } from "../../../src/core/metrics/familiarity";
import { seeded } from "../../../src/core/random";
import { Explorer } from "../../../src/engine/explorer";
import { learnPrior } from "../../../src/engine/learnPrior";
import { OpenModel } from "../../../src/engine/openModel";
import { TINY, tinyPackage, WORDS } from "../tinyModel";

const D = TINY.latent;
/** One component so narrow that it is a point. */
const POINT: GaussianMixture = {
  dimension: D,
  components: [
    {
      weight: 1,
      mean: Float64Array.from({ length: D }, (_, i) => 2 - 2 * i),
      factor: Float64Array.from({ length: D * D }, (_, index) => (index % (D + 1) === 0 ? 1e-4 : 0)),
    },
  ],
};
const OPTIONS = { provider: "cpu", threads: 1 } as const;

let plain: Explorer;
let learned: Explorer;

beforeAll(async () => {
  plain = await Explorer.over(tinyPackage(), OPTIONS);
  learned = await Explorer.over({ ...tinyPackage(), prior: POINT }, OPTIONS);
});
afterAll(async () => {
  await plain.dispose();
  await learned.dispose();
});

describe("samples", () => {
  it("come from the learned prior of a model that has one", async () => {
    const [atPoint] = await plain.decode([Float32Array.from(POINT.components[0].mean)]);
    const { prior, samples } = await learned.sample({ count: 4 });
    expect(prior).toBe("learned");
    for (const { text } of samples) expect(text).toBe(atPoint.text);
  });

  it("come from N(0, I) where that is asked for, or where there is nothing else", async () => {
    const standard = await learned.sample({ count: 10, prior: "standard" });
    expect(standard).toEqual(await plain.sample({ count: 10 }));
    expect(standard.prior).toBe("standard");
    await expect(plain.sample({ prior: "learned" })).rejects.toMatchObject({
      code: "unavailable",
      what: "The model has no learned prior",
    });
  });

  it("are the sentences that the wider beam finds of each point", async () => {
    const latents = Array.from({ length: 6 }, (_, index) => standardPrior(D).draw(seeded(3, "prior", index), 1));
    const { samples } = await plain.sample({ count: 6, seed: 3 });
    expect(samples).toEqual(await plain.decode(latents, TO_READ_OF_PRIOR));
    expect(TO_READ_OF_PRIOR.beam).toBeGreaterThan(toRead().beam ?? 0);
  });

  it("come nearer together with less spread", async () => {
    const { samples } = await plain.sample({ count: 10, spread: 0 });
    expect(new Set(samples.map(({ text }) => text)).size).toBe(1);
    await expect(plain.sample({ spread: -1 })).rejects.toMatchObject({ code: "bad-call" });
  });
});

describe("familiarity", () => {
  const usual = (from: number, to: number) => FAMILIARITY_LEVELS.map((level) => from + level * (to - from));
  const knowing = (familiarity: { log_density: number[]; log_likelihood?: number[] }) => {
    const source = tinyPackage();
    return Explorer.over({ ...source, manifest: { ...source.manifest, familiarity } }, OPTIONS);
  };

  it("is told of variants and of encoded texts, by what the package says is usual", async () => {
    for (const [least, most, verdict] of [
      [-1e6, -1e5, "familiar"],
      [1e5, 1e6, "far"],
    ] as const) {
      const explorer = await knowing({ log_density: usual(least, most), log_likelihood: usual(-1e3, 0) });
      const { familiarity } = await explorer.variants("cat dog");
      expect(familiarity?.verdict).toBe(verdict);
      const [encoded, other] = await explorer.encodeWithFamiliarity(["cat dog", "hen"]);
      expect(encoded.familiarity).toEqual(familiarity);
      expect(other.familiarity).toBeDefined();
      await explorer.dispose();
    }
  });

  it("counts how well the sentence can be written again", async () => {
    const explorer = await knowing({ log_density: usual(-1e6, -1e5), log_likelihood: usual(1e5, 1e6) });
    expect((await explorer.variants("cat dog")).familiarity).toEqual({ percentile: 0, verdict: "far" });
    await explorer.dispose();
  });

  it("is not told by a model that does not know", async () => {
    expect(await plain.variants("cat dog")).not.toHaveProperty("familiarity");
    expect(await plain.encodeWithFamiliarity(["cat dog"])).toEqual(await plain.encode(["cat dog"]));
  });
});

describe("learnPrior", () => {
  async function* texts(count: number): AsyncGenerator<readonly string[]> {
    for (let n = 0; n < count; n++) {
      yield [`${WORDS[n % 10]} ${WORDS[Math.floor(n / 10) % 10]}`, `${WORDS[n % 7]} ${WORDS[n % 3]} ${WORDS[n % 9]}`];
    }
  }

  it("fits to encoded text, the same by seed, and measures what is usual", async () => {
    const model = await OpenModel.open(tinyPackage(), OPTIONS);
    const learn = (heldOut?: AsyncIterable<readonly string[]>) =>
      learnPrior(model, texts(100), { seed: 1, heldOut, progress: () => undefined });
    const prior = await learn();
    expect(prior.logDensity).toBeGreaterThan(prior.standard);
    expect(prior.logLikelihoods).toHaveLength(200);
    expect(prior.logLikelihoods?.every((nats) => nats < 0)).toBe(true);
    expect(await learn()).toEqual(prior);
    expect((await learn(texts(3))).logLikelihoods).toHaveLength(6);
    await expect(learn(texts(0))).rejects.toMatchObject({ what: "There is no held-out sentence" });
    await model.dispose();
  });
});
