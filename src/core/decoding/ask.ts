/**
 * One batched step of a beam search: what may come next, and the probability of what would end a gap or is forced.
 *
 * Where known text is left to spell, any token of the vocabulary may be the one that spells it, and sorting a vocabulary
 * takes longer than the rest of a step. So the most probable tokens are looked through first: what fits beyond them is less
 * probable than anything that fits among them.
 */
import { type Answer, type Beginning, type Choice, mayGrow, type Plan, scopeIn } from "./beamStep";
import { entriesFor } from "./constraint";
import { tokenAfter } from "./pattern";
import type { StepDecoder } from "./stepDecoder";

/** A quarter of a usual vocabulary, sorted in a tenth of the time. */
const LIKELY_TOKENS = 2048;

/** `live`: a beginning a row of `state`, [rows]; `last`: the token that each ends with. */
export async function ask<State>(
  decoder: StepDecoder<State>,
  last: Int32Array,
  state: State,
  live: readonly Beginning[],
  plan: Plan,
): Promise<Answer<State>> {
  const { eos, pad } = decoder.special;
  const targets = Int32Array.from(live, ({ position }) => tokenAfter(plan.pattern, position, eos) ?? pad);
  const spelling = [...live.keys()].filter((row) => spells(live[row], plan));
  const areAll = spelling.length === live.length;
  const likely = Math.min(LIKELY_TOKENS, decoder.vocabulary);
  const step = await decoder.step(last, state, {
    top: areAll ? likely : entriesOf(live, decoder.vocabulary, plan),
    targets,
  });

  const choices = new Map<number, { readonly choice: Choice; readonly row: number }>();
  let lacking = areAll ? spelling.filter((row) => !fits(step, row, live[row], plan)) : spelling;
  for (const top of areAll ? [decoder.vocabulary] : [likely, decoder.vocabulary]) {
    if (lacking.length === 0) break;
    const rows = Int32Array.from(lacking);
    const choice = await decoder.step(
      rows.map((row) => last[row]),
      decoder.select(state, rows),
      { top },
    );
    for (const [index, row] of lacking.entries()) choices.set(row, { choice, row: index });
    lacking = lacking.filter((row, index) => !fits(choice, index, live[row], plan));
  }
  return { ...step, choiceOf: (row) => choices.get(row) ?? { choice: step, row } };
}

function spells(beginning: Beginning, plan: Plan): boolean {
  return mayGrow(beginning, plan) && scopeIn(plan, beginning) === "all";
}

/** For the rows that have nothing to spell. */
function entriesOf(live: readonly Beginning[], vocabulary: number, plan: Plan): number {
  const scopes = live.filter((beginning) => mayGrow(beginning, plan)).map((beginning) => scopeIn(plan, beginning));
  if (scopes.includes("many")) return entriesFor(plan.width + 1, vocabulary, "many");
  return scopes.includes("best") ? entriesFor(plan.width + 1, vocabulary, "best") : 0;
}

/** Whether any token of a choice can stand where a beginning goes on. */
function fits({ width, tokens }: Choice, row: number, { position }: Beginning, { spellers }: Plan): boolean {
  const fitting = spellers.at(position);
  return fitting === undefined || tokens.subarray(row * width, (row + 1) * width).some((token) => fitting[token] === 1);
}
