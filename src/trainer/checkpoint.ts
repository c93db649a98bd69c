/**
 * Checkpoints in safetensors: every weight with the optimiser's moments, and where the run stood. Random numbers need no
 * saving: every draw is a function of the seed, the epoch and the batch, so a resumed run repeats an uninterrupted one exactly.
 */
import { z } from "zod";
import { HomotopyError } from "../core/errors";
import { writeFileAtomically } from "../model/atomicFile";
import { disk, type Storage } from "../model/package/storage";
import { readSafetensors, writeSafetensors } from "../model/safetensors";
import type { Parameter, ParameterStore } from "./parameters";

const positionSchema = z.strictObject({
  /** Optimiser steps done. */
  step: z.int().min(0),
  /** Epochs done. */
  epoch: z.int().min(0),
  /** Batches done in the current epoch. */
  batch: z.int().min(0),
  /** Whether the decoder has started afresh after the autoencoder stage. */
  decoderReset: z.boolean(),
  /** Seconds of work. */
  elapsed: z.number().min(0),
  /** Lowest validation objective at the final KL weight, and the epochs since. */
  best: z.strictObject({ objective: z.number(), epochsSince: z.int().min(0) }).nullable(),
});

/** Where a run stands. */
export type RunPosition = z.infer<typeof positionSchema>;

export const START: RunPosition = { step: 0, epoch: 0, batch: 0, decoderReset: false, elapsed: 0, best: null };

const MOMENTS = ["firstMoment", "secondMoment"] as const;
type StateField = "value" | (typeof MOMENTS)[number];

/** Saves the whole state of a run, atomically. */
export async function saveCheckpoint(
  file: string,
  store: ParameterStore,
  position: RunPosition,
  storage: Storage = disk,
): Promise<void> {
  await save(file, store, ["value", ...MOMENTS], { position: JSON.stringify(position) }, storage);
}

/** Loads a checkpoint into the store and returns where the run stood. */
export async function loadCheckpoint(file: string, store: ParameterStore): Promise<RunPosition> {
  const metadata = await load(file, store, ["value", ...MOMENTS]);
  try {
    return positionSchema.parse(JSON.parse(metadata.position ?? ""));
  } catch (error) {
    throw new HomotopyError("bad-input", "The checkpoint does not say where the run stood", file, DAMAGED, {
      cause: error,
    });
  }
}

/** Saves the weights alone. */
export async function saveWeights(file: string, store: ParameterStore): Promise<void> {
  await save(file, store, ["value"], {}, disk);
}

/** Loads weights alone; the moments stay as they are. */
export async function loadWeights(file: string, store: ParameterStore): Promise<void> {
  await load(file, store, ["value"]);
}

const DAMAGED = "the file is damaged; start the run anew in another folder";

async function save(
  file: string,
  store: ParameterStore,
  fields: readonly StateField[],
  metadata: Readonly<Record<string, string>>,
  storage: Storage,
): Promise<void> {
  const tensors = new Map(
    fields.flatMap((field) =>
      store.parameters.map((parameter) => [
        tensorName(parameter, field),
        { shape: parameter.shape, data: parameter[field] },
      ]),
    ),
  );
  await writeFileAtomically(file, (sink) => writeSafetensors(sink, { tensors, metadata }), storage);
}

async function load(
  file: string,
  store: ParameterStore,
  fields: readonly StateField[],
): Promise<Readonly<Record<string, string>>> {
  const { tensors, metadata } = await readSafetensors(file);
  for (const field of fields) {
    for (const parameter of store.parameters) {
      const name = tensorName(parameter, field);
      const found = tensors.get(name);
      if (!(found?.data instanceof Float32Array) || found.data.length !== parameter.value.length) {
        throw new HomotopyError("bad-input", `The tensor ${name} is missing or of another shape`, file, DAMAGED);
      }
      parameter[field].set(found.data);
    }
  }
  return metadata;
}

function tensorName(parameter: Parameter, field: StateField): string {
  return field === "value" ? parameter.name : `${parameter.name}#${field}`;
}
