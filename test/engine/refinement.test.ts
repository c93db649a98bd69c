import { afterEach, expect, it } from "vitest";
import { scoreSentences } from "../../src/core/decoding/scoring";
import { fillNormal, seeded } from "../../src/core/random";
import { OpenModel } from "../../src/engine/openModel";
import { likelihoodOf } from "../../src/engine/refinement";
import type { Manifest } from "../../src/model/manifest";
import { TINY, tinyPackage } from "./tinyModel";

const SENTENCE = [5, 7, 7, 13];
const WIDTH = TINY.latent;
const ROWS = 3;
const latents = fillNormal(new Float32Array(ROWS * WIDTH), seeded(4, "latents"));

let model: OpenModel | undefined;
afterEach(async () => {
  await model?.dispose();
  model = undefined;
});

async function opened(change: Partial<Manifest> = {}): Promise<OpenModel> {
  const source = tinyPackage();
  const manifest = { ...source.manifest, network: TINY, ...change };
  model = await OpenModel.open({ ...source, manifest }, { provider: "cpu", threads: 1 });
  return model;
}

it("the likelihood is what the package's own step decoder gives, and changes as its gradient says", async () => {
  const open = await opened();
  const scored = (at: Float32Array) => scoreSentences(open.decoder, at, Array<number[]>(ROWS).fill(SENTENCE));
  const { logProbability, gradient } = await (await likelihoodOf(open, SENTENCE))(latents, ROWS);
  const exact = await scored(latents);
  logProbability.forEach((nats, row) => {
    expect(nats).toBeCloseTo(exact[row], 4);
  });
  const step = 0.01;
  for (let d = 0; d < WIDTH; d++) {
    const moved = (by: number) => latents.map((value, index) => (index % WIDTH === d ? value + by : value));
    const [above, below] = [await scored(moved(step)), await scored(moved(-step))];
    above.forEach((nats, row) => {
      expect(gradient[row * WIDTH + d]).toBeCloseTo((nats - below[row]) / (2 * step), 2);
    });
  }
});

it("the likelihood gives every row its own, in however many runs", async () => {
  const open = await opened();
  const whole = await (await likelihoodOf(open, SENTENCE))(latents, ROWS);
  // In runs of two rows, of one, and of one where even that is more than the bound.
  for (const rows of [2, 1, 0.1]) {
    const mostScores = rows * (SENTENCE.length + 1) * TINY.vocabulary;
    const parts = await (await likelihoodOf(open, SENTENCE, mostScores))(latents, ROWS);
    whole.logProbability.forEach((nats, row) => {
      expect(parts.logProbability[row]).toBeCloseTo(nats, 4);
    });
    whole.gradient.forEach((slope, index) => {
      expect(parts.gradient[index]).toBeCloseTo(slope, 4);
    });
  }
});

it("the likelihood reads a sentence from its end where the decoder writes it so", async () => {
  const forward = await (await likelihoodOf(await opened(), SENTENCE))(latents, ROWS);
  await model?.dispose();
  const backward = await opened({ decoder: { ...tinyPackage().manifest.decoder, direction: "backward" } });
  expect(await (await likelihoodOf(backward, [...SENTENCE].reverse()))(latents, ROWS)).toEqual(forward);
});

it.each([
  ["of another family", { network: undefined }],
  ["without a latent space", { latent: { dimension: 0, mean: [], deviation: [], kl: [] } }],
])("a decoder %s has none", async (_, change) => {
  await expect(likelihoodOf(await opened(change), SENTENCE)).rejects.toMatchObject({ code: "unavailable" });
});
