import { expect, it } from "vitest";
import { diagnoseCollapse } from "../../src/core/metrics/collapse";
import { parseTrainingEvent } from "../../src/protocol/trainingEvents";
import { DONE, epoch } from "../host/training/events";

const USE = { sentences: 1000, latent: 32, activeUnits: 0, kl: 0, information: 0, informationCeiling: 6.9 };
const OBJECTIVE = { autoencoder: 0.25, freeBits: 0.25, klWeight: 0.5, keep: 0.7 };

it("of an epoch and of the end keep what the trainer says of the latent space", () => {
  const collapse = diagnoseCollapse(USE, OBJECTIVE);
  if (collapse === undefined) throw new Error("nothing was said");
  for (const event of [epoch(1, { collapse }), { ...DONE, collapse }]) {
    expect(parseTrainingEvent(JSON.stringify(event))).toEqual(event);
  }
});

it("of a log that does not speak of it are read as before", () => {
  for (const event of [epoch(1), DONE]) expect(parseTrainingEvent(JSON.stringify(event))).toEqual(event);
});

it("that are torn or unknown are passed over", () => {
  expect(parseTrainingEvent('{"event":"epo')).toBeUndefined();
  expect(parseTrainingEvent('{"event":"eclipse"}')).toBeUndefined();
});
