import { expect, it } from "vitest";
import { decodeByBeam } from "../../../src/core/decoding/beam";
import { endPattern } from "../../../src/engine/evaluation/imputeEnds";
import { inLockstep, type JoinStates } from "../../../src/engine/evaluation/lockstep";
import { allSentences, SPECIAL, TableDecoder, type TableState } from "../../core/decoding/tableDecoder";

const VOCABULARY = 7;
const WORDS = 3;
const Z = Float32Array.of(0.5);

const join: JoinStates<TableState> = (states) => ({
  latents: states.flatMap(({ latents }) => latents),
  histories: states.flatMap(({ histories }) => histories),
});

const LENGTHS = ["fixed", "free"] as const;
const DIRECTIONS = ["forward", "backward"] as const;
const SENTENCES = [[4, 5, 6], [5], [6, 6], [4, 4, 5, 6]];

it("gives each search what it finds alone, in fewer and larger batches", async () => {
  for (const length of LENGTHS) {
    for (const direction of DIRECTIONS) {
      const options = { width: 3, maxTokens: 8 };
      const search = (known: readonly number[]) => ({
        ...options,
        pattern: endPattern(known, 2, { length, direction }),
      });
      const [alone, together] = [new TableDecoder(VOCABULARY), new TableDecoder(VOCABULARY)];
      const expected = [];
      for (const known of SENTENCES) expected.push((await decodeByBeam(alone, Z, 1, search(known)))[0]);
      const found = await inLockstep(
        together,
        join,
        SENTENCES,
        async (decoder, known) => (await decodeByBeam(decoder, Z, 1, search(known)))[0],
      );
      expect(found).toEqual(expected);
      const rows = ({ batches }: TableDecoder) => batches.reduce((sum, size) => sum + size, 0);
      expect(rows(together)).toBe(rows(alone));
      expect(together.batches.length).toBeLessThan(alone.batches.length / 2);
    }
  }
});

it("throws the error of a search after the others have ended", async () => {
  let ended = 0;
  const decoder = new TableDecoder(VOCABULARY);
  const failing = inLockstep(decoder, join, [0, 1, 2], async (shared, item) => {
    if (item === 1) throw new RangeError("no");
    await decodeByBeam(shared, Z, 1, { width: 2, maxTokens: 5 });
    ended++;
  });
  await expect(failing).rejects.toThrow("no");
  expect(ended).toBe(2);
});

it("hands a failed step to every search that waits for it", async () => {
  const decoder = new TableDecoder(VOCABULARY, () => {
    throw new RangeError("broken");
  });
  const failing = inLockstep(decoder, join, [0, 1], (shared) => decodeByBeam(shared, Z, 1, { width: 2, maxTokens: 5 }));
  await expect(failing).rejects.toThrow("broken");
});

it.each(DIRECTIONS)("an end of fixed length is brute force's best, %s", async (direction) => {
  const decoder = new TableDecoder(VOCABULARY);
  const known = [5, 4, 6];
  const removed = 2;
  const inOrder = (tokens: readonly number[]) => (direction === "forward" ? tokens : [...tokens].reverse());
  const exact = allSentences(VOCABULARY, removed)
    .filter((end) => end.length === removed)
    .map((end) => inOrder([...known, ...end]))
    .map((tokens) => ({ tokens, logProbability: decoder.logProbability(tokens, Z) }))
    .sort((a, b) => b.logProbability - a.logProbability);
  const pattern = endPattern(known, removed, { length: "fixed", direction });
  const [found] = await decodeByBeam(decoder, Z, 1, { width: WORDS ** removed, maxTokens: 5, pattern });
  expect(found.map(({ tokens }) => tokens)).toEqual(exact.map(({ tokens }) => tokens));
  found.forEach(({ logProbability }, index) => {
    expect(logProbability).toBeCloseTo(exact[index].logProbability, 5);
  });
  expect(found.flatMap(({ tokens }) => tokens)).not.toContain(SPECIAL.unk);
});
