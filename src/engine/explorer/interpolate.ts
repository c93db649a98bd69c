/** The homotopy between two sentences: the path between the means of their refined posteriors, decoded (Bowman et al. 2015, §4.3). */

import { DEFAULTS, type InterpolateOptions, type InterpolateResult, toRead } from "../../core/exploration";
import { adaptiveHomotopy, fixedHomotopy } from "../../core/latent/homotopy";
import { pathBetween } from "../../core/latent/path";
import { smoothness } from "../../core/metrics/smoothness";
import type { OpenModel } from "../openModel";
import { MOST_STEPS, positiveNumber, wholeNumber } from "../requests";
import { decodeLatents } from "./decode";
import { refined } from "./refined";
import { encodeTexts } from "./texts";

/** Decodes that one adaptive homotopy may spend, its first points apart. */
const MOST_BISECTIONS = 500;

export async function interpolate(
  model: OpenModel,
  from: string,
  to: string,
  options: InterpolateOptions = {},
  signal?: AbortSignal,
): Promise<InterpolateResult> {
  const { interpolate: defaults } = DEFAULTS;
  const points = wholeNumber("steps", options.steps ?? defaults.steps, 2, MOST_STEPS);
  const tolerance = positiveNumber("tolerance", options.tolerance ?? defaults.tolerance, 1);

  const encoded = await encodeTexts(model, [from, to], signal);
  const [a, b] = (options.refine ?? defaults.refine) ? await refined(model, encoded, signal) : encoded;
  const path = pathBetween(options.path ?? defaults.path, a.mean, b.mean);
  const decode = async (latents: readonly Float32Array[]) =>
    (await decodeLatents(model, latents, toRead(a.text, b.text), signal)).map(({ text }) => text);
  const steps =
    (options.adaptive ?? defaults.adaptive)
      ? await adaptiveHomotopy(path, { points, tolerance, limit: points + MOST_BISECTIONS }, decode)
      : await fixedHomotopy(path, points, decode);
  const tokens = await model.tokenizer.encodeBatch(steps.map(({ text }) => text));
  return { model: model.name, steps, smoothness: smoothness(tokens) };
}
