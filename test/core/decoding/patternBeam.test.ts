/** Beam search with known and missing parts: exact where it is wide enough, fair where it is not. */
import { describe, expect, it, test } from "vitest";
import { decodeByBeam } from "../../../src/core/decoding/beam";
import type { Gap, Pattern, Region } from "../../../src/core/decoding/pattern";
import { seeded } from "../../../src/core/random";
import { allSentences, logSoftmax, TableDecoder } from "./tableDecoder";

const VOCABULARY = 7;
const SENTENCE = [5, 4, 6, 5];
const LATENT = Float32Array.of(0.5);
const decoder = new TableDecoder(VOCABULARY);
const ANY_LENGTH: Gap = { least: 1, most: Number.POSITIVE_INFINITY };

/** Tokens with gaps between them; `undefined` is one missing token, or a gap of any length. */
function patternOf(
  places: readonly (number | undefined)[],
  gapOf = (length: number): Gap => ({ least: length, most: length }),
) {
  const tokens: number[] = [];
  const regions: Region[] = [];
  let forced = tokens;
  for (let place = 0; place < places.length; place++) {
    const known = places[place];
    if (known !== undefined) {
      forced.push(known);
      continue;
    }
    let length = 1;
    while (place + 1 < places.length && places[place + 1] === undefined) {
      length++;
      place++;
    }
    forced = [];
    regions.push({ texts: ["", ""], gaps: [gapOf(length)], tokens: forced });
  }
  return { tokens, regions, tokenText: () => "x" } satisfies Pattern;
}

function bruteForce(fitting: (tokens: readonly number[]) => boolean, longest: number) {
  return allSentences(VOCABULARY, longest)
    .filter(fitting)
    .map((tokens) => ({ tokens, logProbability: decoder.logProbability(tokens, LATENT) }))
    .sort((a, b) => b.logProbability - a.logProbability);
}

describe.each(["forward", "backward"])("gaps of known length, decoding %s", (direction) => {
  const sentence = direction === "forward" ? SENTENCE : [...SENTENCE].reverse();
  const masks = Array.from({ length: 2 ** SENTENCE.length - 1 }, (_, index) => index + 1);
  test.each(masks)("with width |V|^|U| it is brute force, missing places %i in binary", async (mask) => {
    const places = sentence.map((token, place) => ((mask >> place) & 1 ? undefined : token));
    const pattern = patternOf(places);
    const width = (VOCABULARY - 4) ** places.filter((token) => token === undefined).length;
    const [found] = await decodeByBeam(decoder, LATENT, 1, { width, maxTokens: SENTENCE.length, pattern });
    const exact = bruteForce(
      (tokens) =>
        tokens.length === places.length &&
        places.every((known, place) => known === undefined || tokens[place] === known),
      SENTENCE.length,
    );
    expect(found.map(({ tokens }) => tokens)).toEqual(exact.map(({ tokens }) => tokens));
    found.forEach(({ logProbability, ended }, rank) => {
      expect(logProbability).toBeCloseTo(exact[rank].logProbability, 4);
      expect(ended).toBe(true);
    });
  });
});

describe("gaps of any length", () => {
  it.each([
    ["at the beginning", [undefined, 4, 6], /^[456]+46$/],
    ["inside", [5, undefined, 6], /^5[456]+6$/],
    ["at the end", [5, 4, undefined], /^54[456]+$/],
    ["two", [5, undefined, 4, undefined], /^5[456]+4[456]+$/],
    ["two, the first at the beginning", [undefined, 4, undefined, 6], /^[456]+4[456]+6$/],
  ])("%s: brute force", async (_, places, wanted) => {
    const longest = 5;
    const pattern = patternOf(places, () => ANY_LENGTH);
    const [found] = await decodeByBeam(decoder, LATENT, 1, {
      width: VOCABULARY ** longest,
      maxTokens: longest,
      pattern,
    });
    const exact = bruteForce((tokens) => wanted.test(tokens.join("")), longest);
    // A sentence that fits in two ways is found in both.
    const different = [...new Set(found.map(({ tokens }) => tokens.join("")))];
    expect(different).toEqual(exact.map(({ tokens }) => tokens.join("")));
  });

  it("holds no more tokens than a sentence may have", async () => {
    const pattern = patternOf([5, undefined, 6, 6], () => ANY_LENGTH);
    const [found] = await decodeByBeam(decoder, LATENT, 1, { width: 999, maxTokens: 5, pattern });
    expect(Math.max(...found.map(({ tokens }) => tokens.length))).toBe(5);
    expect(found).toHaveLength(3 + 9);
  });
});

it("does not lose a beginning that has paid for a forced token to those that have not", async () => {
  // Token 4 goes on for ever; 5, which is forced, costs twelve nats wherever it comes.
  const costly = new TableDecoder(VOCABULARY, (history) => {
    const ends = history[history.length - 1] === 5;
    return logSoftmax([-20, -20, -20, ends ? 4 : -9, ends ? 0 : 9, -3, ends ? 0 : 2]);
  });
  const pattern = patternOf([4, undefined, 5, 6], () => ANY_LENGTH);
  const [found] = await decodeByBeam(costly, LATENT, 1, { width: 1, maxTokens: 12, pattern });
  expect(found[0].tokens).toEqual([4, 4, 5, 6]);
});

it("never fills a gap with marks or unknown tokens", async () => {
  const fond = new TableDecoder(VOCABULARY, () => logSoftmax([9, 9, 9, 1, 0, 0, 0]));
  const [found] = await decodeByBeam(fond, LATENT, 1, {
    width: 9,
    maxTokens: 4,
    pattern: patternOf([5, undefined, 5], () => ANY_LENGTH),
  });
  expect(found.length).toBeGreaterThan(0);
  for (const { tokens } of found) expect(Math.min(...tokens)).toBeGreaterThanOrEqual(4);
});

it("spells text on both sides of a gap, among which it is brute force again", async () => {
  const texts = ["", "", "", "", "ca", "at", "cat"];
  const pattern: Pattern = {
    tokens: [6],
    regions: [{ texts: ["c", "t"], gaps: [{ least: 1, most: 9 }], tokens: [5] }],
    tokenText: (token) => texts[token],
  };
  const [found] = await decodeByBeam(decoder, LATENT, 1, { width: 999, maxTokens: 5, pattern });
  const spelt = (tokens: readonly number[]) => tokens.map((token) => texts[token]).join("");
  const exact = bruteForce(
    (tokens) =>
      tokens[0] === 6 && tokens.at(-1) === 5 && tokens.length > 2 && /^c.+t$/.test(spelt(tokens.slice(1, -1))),
    5,
  );
  expect([...new Set(found.map(({ tokens }) => tokens.join()))]).toEqual(exact.map(({ tokens }) => tokens.join()));
});

it("begins the gap differently where it can, and fills up with the rest", async () => {
  const words = 30;
  const wide = new TableDecoder(words, (history, latent) => {
    const random = seeded(3, history.join(), latent.join());
    // The first token of the gap matters more than the second: the best sentences begin alike.
    const scale = history.length === 2 ? 4 : 0.5;
    return logSoftmax(Array.from({ length: words }, (_, token) => (token < 3 ? -9 : scale * random.normal())));
  });
  const pattern = patternOf([5, undefined], () => ({ least: 2, most: 2 }));
  const firsts = async (alike?: number) => {
    const options = { width: 6, maxTokens: 4, pattern, ...(alike && { alike }) };
    const [found] = await decodeByBeam(wide, LATENT, 1, options);
    return new Set(found.map(({ tokens }) => tokens[1])).size;
  };
  expect(await firsts(1)).toBe(6);
  expect(await firsts()).toBeLessThan(6);
  const [few] = await decodeByBeam(decoder, LATENT, 1, {
    width: 9,
    maxTokens: 4,
    pattern: patternOf([5, undefined]),
    alike: 1,
  });
  expect(few).toHaveLength(3);
});

describe("when it is late", () => {
  const pattern = patternOf([5, 4, undefined], () => ANY_LENGTH);
  const lateAfter = (steps: number) => {
    let asked = 0;
    return () => asked++ >= steps;
  };

  it("gives what has been found", async () => {
    const options = { width: 3, maxTokens: 9, pattern };
    const [whole] = await decodeByBeam(decoder, LATENT, 1, options);
    const [late] = await decodeByBeam(decoder, LATENT, 1, { ...options, isLate: lateAfter(2) });
    expect(late.length).toBeGreaterThan(0);
    expect(late[0].tokens.length).toBeLessThanOrEqual(whole[0].tokens.length + 3);
  });

  it("cuts the best beginnings if nothing has ended, the first of which it waits for", async () => {
    const endless = new TableDecoder(VOCABULARY, () => logSoftmax([0, 0, 0, -50, 2, 1, 0]));
    const options = { width: 2, maxTokens: 9, pattern };
    const [cut] = await decodeByBeam(endless, LATENT, 1, { ...options, isLate: lateAfter(2) });
    expect(cut[0]).toMatchObject({ tokens: [5, 4, 4, 4], ended: false });
    const spelt = { ...pattern, tokens: [5], regions: [{ ...pattern.regions[0], texts: ["ab", ""] }] };
    const tokenText = (token: number) => ["", "", "", "", "b", "a", "x"][token];
    const [first] = await decodeByBeam(endless, LATENT, 1, {
      ...options,
      pattern: { ...spelt, tokenText },
      isLate: lateAfter(0),
    });
    expect(first[0]).toMatchObject({ tokens: [5, 5, 4, 4], ended: false });
  });

  it("has nothing where known text is still to come", async () => {
    const options = {
      width: 2,
      maxTokens: 9,
      pattern: patternOf([5, undefined, 5], () => ANY_LENGTH),
      isLate: lateAfter(2),
    };
    const endless = new TableDecoder(VOCABULARY, () => logSoftmax([0, 0, 0, -50, 2, 1, 0]));
    expect(await decodeByBeam(endless, LATENT, 1, options)).toEqual([[]]);
  });
});
