/** Latents to sentences, in batches of bounded size. */
import { decodeByBeam } from "../../core/decoding/beam";
import { type DecodingOptions, type ForcedPrefix, patternOf } from "../../core/decoding/constraint";
import { decodeGreedily } from "../../core/decoding/greedy";
import type { Admits } from "../../core/decoding/knownWords";
import { decodeBySampling } from "../../core/decoding/sampling";
import type { DecodedTokens } from "../../core/decoding/stepDecoder";
import { HomotopyError } from "../../core/errors";
import { DEFAULTS, type DecodedText, type DecodeOptions } from "../../core/exploration";
import { stackRows } from "../../core/latent/stack";
import { seeded } from "../../core/random";
import { normalizePrefix } from "../../core/text/normalize";
import type { OpenModel } from "../openModel";
import { MOST_BEAMS, positiveNumber, seedNumber, temperatureNumber, wholeNumber } from "../requests";
import { forcedPrefix, wholePrefix } from "./prefix";

/** Rows of one step of the decoder; beams count each of their beginnings. */
export const MOST_ROWS = 64;
/** Most probable tokens that sampling draws from. */
const SAMPLED_TOKENS = 64;

/** Of a beam none of whose beginnings could spell the prefix. */
const NOTHING: DecodedTokens = { tokens: [], logProbability: Number.NEGATIVE_INFINITY, ended: false };

interface Constraints {
  readonly prefix: ForcedPrefix | undefined;
  readonly admits: Admits | undefined;
  readonly signal: AbortSignal | undefined;
}

type Plan = Required<{
  [Option in Exclude<keyof DecodeOptions, "prefix" | "knownWords">]: NonNullable<DecodeOptions[Option]>;
}>;

/**
 * One sentence a latent ([latent] each), in order.
 * @throws HomotopyError "bad-input" for a latent that is not one of this model's, "bad-call" for an option.
 */
export async function decodeLatents(
  model: OpenModel,
  latents: readonly Float32Array[],
  options: DecodeOptions = {},
  signal?: AbortSignal,
): Promise<DecodedText[]> {
  return toTexts(model, await decodeToTokens(model, latents, options, signal));
}

/** The same as tokens, with whether each sentence ended by itself. */
export async function decodeToTokens(
  model: OpenModel,
  latents: readonly Float32Array[],
  options: DecodeOptions = {},
  signal?: AbortSignal,
): Promise<DecodedTokens[]> {
  const plan = planOf(options);
  latents.forEach((latent, index) => {
    requireLatent(model, latent, index);
  });
  const admits = admissionOf(model, options);
  const decode = (prefix: ForcedPrefix | undefined) => decodeAll(model, latents, plan, { prefix, admits, signal });
  if (options.prefix === undefined) return decode(undefined);
  const spelt = await decode(await forcedPrefix(model, options.prefix));
  const stuck = spelt.some(({ tokens, ended }) => !ended && tokens.length < model.manifest.max_tokens);
  return stuck ? decode(await wholePrefix(model, options.prefix)) : spelt;
}

/** `best`, which finds the most probable sentence, at temperature 0; one drawn word by word above. */
export function atTemperature(temperature: number, seed: number, best: DecodeOptions): DecodeOptions {
  return temperature === 0 ? best : { method: "sample", temperature, seed };
}

/** Sentences as text, their order and log-probabilities kept. */
export async function toTexts(
  model: OpenModel,
  decoded: readonly Pick<DecodedTokens, "tokens" | "logProbability">[],
): Promise<DecodedText[]> {
  const texts = await model.tokenizer.decodeBatch(decoded.map(({ tokens }) => model.inDecodingOrder(tokens)));
  return decoded.map(({ logProbability }, index) => ({ text: texts[index], logProbability }));
}

/** Runs over parts of at most `size` items, one after the other. */
export async function inChunks<Item, Result>(
  items: readonly Item[],
  size: number,
  run: (chunk: readonly Item[], offset: number) => Promise<readonly Result[]>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let offset = 0; offset < items.length; offset += size) {
    results.push(...(await run(items.slice(offset, offset + size), offset)));
  }
  return results;
}

export function requireLatent(model: OpenModel, latent: Float32Array, index: number): void {
  const where = `latent ${index + 1}`;
  if (latent.length !== model.dimension) {
    const what = `The latent has ${latent.length} numbers`;
    throw new HomotopyError("bad-input", what, where, `give ${model.dimension}, as the model has dimensions`);
  }
  if (!latent.every(Number.isFinite)) {
    throw new HomotopyError("bad-input", "The latent has a number that is not finite", where, "give finite numbers");
  }
}

function decodeAll(
  model: OpenModel,
  latents: readonly Float32Array[],
  plan: Plan,
  { prefix, admits, signal }: Constraints,
): Promise<DecodedTokens[]> {
  const limits = { maxTokens: model.manifest.max_tokens, admits, ...(prefix && { prefix }), ...(signal && { signal }) };
  const rows = plan.method === "beam" ? Math.max(1, Math.floor(MOST_ROWS / plan.beam)) : MOST_ROWS;
  return inChunks(latents, rows, (chunk, offset) => decodeChunk(model, chunk, offset, plan, limits));
}

async function decodeChunk(
  model: OpenModel,
  chunk: readonly Float32Array[],
  offset: number,
  plan: Plan,
  limits: DecodingOptions & Pick<Constraints, "admits">,
): Promise<readonly DecodedTokens[]> {
  const latents = stackRows(chunk);
  switch (plan.method) {
    case "greedy":
      return decodeGreedily(model.decoder, latents, chunk.length, limits);
    case "sample": {
      const randoms = chunk.map((_, row) => seeded(plan.seed, "tokens", offset + row));
      return decodeBySampling(model.decoder, latents, chunk.length, {
        ...limits,
        ...plan,
        top: SAMPLED_TOKENS,
        randoms,
      });
    }
    case "beam":
      return search(model, chunk, plan.beam, limits);
  }
}

async function search(
  model: OpenModel,
  latents: readonly Float32Array[],
  width: number,
  limits: DecodingOptions & Pick<Constraints, "admits">,
): Promise<readonly DecodedTokens[]> {
  // A weak model's most probable sentence is a word or none at all: hence ranked by ln p a token, and never empty.
  const pattern = patternOf(limits.prefix, limits.prefix ? 0 : 1);
  const options = { ...limits, pattern, width, lengthNormalisation: 1 };
  const found = await decodeByBeam(model.decoder, stackRows(latents), latents.length, options);
  const lacking = latents.filter((_, row) => found[row].length === 0);
  const isFree = limits.admits === undefined || lacking.length === 0;
  const others = isFree ? [] : await search(model, lacking, width, { ...limits, admits: undefined });
  let next = 0;
  return found.map(([best]) => best ?? others[next++] ?? NOTHING);
}

function admissionOf(model: OpenModel, { knownWords, prefix = "" }: DecodeOptions): Admits | undefined {
  return knownWords === undefined ? undefined : model.admission(normalizePrefix(`${knownWords}\n${prefix}`));
}

function planOf(options: DecodeOptions): Plan {
  const { decode: defaults } = DEFAULTS;
  return {
    method: options.method ?? defaults.method,
    temperature: positiveNumber("temperature", temperatureNumber(options.temperature ?? defaults.temperature), 10),
    topP: positiveNumber("topP", options.topP ?? defaults.topP, 1),
    beam: wholeNumber("beam", options.beam ?? defaults.beam, 1, MOST_BEAMS),
    seed: seedNumber(options.seed ?? defaults.seed),
  };
}
