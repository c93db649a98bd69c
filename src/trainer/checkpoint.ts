/**
 * Checkpoints in safetensors: every weight with the optimiser's moments, and where the run stood. Random numbers need no
 * saving: every draw is a function of the seed, the epoch and the batch, so a resumed run repeats an uninterrupted one exactly.
 */
import * as z from "zod";
import { HomotopyError } from "../core/errors";
import { writeFileAtomically } from "../model/atomicFile";
import { disk, type Storage } from "../model/package/storage";
import { readSafetensors, type StoredTensor, writeSafetensors } from "../model/safetensors";
import type { Parameter, ParameterStore } from "./parameters";
import { aggressiveSchema } from "./remedies/aggressive";
import { WeightAverage } from "./remedies/weightAverage";

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
  /** How often the plateau schedule has halved the learning rate. */
  halvings: z.int().min(0).default(0),
  /** Weights in the running average, which is saved beside them. */
  averaged: z.int().min(0).default(0),
  /** Of aggressive training; null where it is over, or was not asked for. */
  aggressive: aggressiveSchema.nullable().default(null),
});

/** Where a run stands. */
export type RunPosition = z.infer<typeof positionSchema>;

export const START: RunPosition = {
  step: 0,
  epoch: 0,
  batch: 0,
  decoderReset: false,
  elapsed: 0,
  best: null,
  halvings: 0,
  averaged: 0,
  aggressive: null,
};

const MOMENTS = ["firstMoment", "secondMoment"] as const;
type StateField = "value" | (typeof MOMENTS)[number];

interface SaveOptions {
  /** The running average, if there is one. */
  readonly average?: WeightAverage | undefined;
  readonly storage?: Storage;
}

/** Saves the whole state of a run, atomically. */
export async function saveCheckpoint(
  file: string,
  store: ParameterStore,
  position: RunPosition,
  { average, storage = disk }: SaveOptions = {},
): Promise<void> {
  const tensors = [...tensorsOf(store, ["value", ...MOMENTS]), ...averageTensors(store, average)];
  const stood = { ...position, averaged: average?.count ?? 0 };
  await save(file, tensors, { position: JSON.stringify(stood) }, storage);
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

/** The running average of a checkpoint. */
export async function loadAverage(file: string, store: ParameterStore, { averaged }: RunPosition) {
  const average = new WeightAverage(store, averaged);
  if (averaged === 0) return average;
  const { tensors } = await readSafetensors(file);
  for (const [index, parameter] of store.parameters.entries()) {
    average.values[index].set(numbersOf(tensors, averageName(parameter), parameter, file));
  }
  return average;
}

/** Saves the weights alone. */
export async function saveWeights(file: string, store: ParameterStore): Promise<void> {
  await save(file, tensorsOf(store, ["value"]), {}, disk);
}

/** Loads weights alone; the moments stay as they are. */
export async function loadWeights(file: string, store: ParameterStore): Promise<void> {
  await load(file, store, ["value"]);
}

const DAMAGED = "the file is damaged; start the run anew in another folder";

type NamedTensor = readonly [name: string, StoredTensor];

function tensorsOf({ parameters }: ParameterStore, fields: readonly StateField[]): readonly NamedTensor[] {
  return fields.flatMap((field) =>
    parameters.map(
      (parameter) => [tensorName(parameter, field), { shape: parameter.shape, data: parameter[field] }] as const,
    ),
  );
}

function averageTensors({ parameters }: ParameterStore, average: WeightAverage | undefined): readonly NamedTensor[] {
  if (average === undefined || average.count === 0) return [];
  return parameters.map((parameter, index) => [
    averageName(parameter),
    { shape: parameter.shape, data: average.values[index] },
  ]);
}

async function save(
  file: string,
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
  storage: Storage,
): Promise<void> {
  await writeFileAtomically(file, (sink) => writeSafetensors(sink, { tensors: new Map(tensors), metadata }), storage);
}

async function load(
  file: string,
  store: ParameterStore,
  fields: readonly StateField[],
): Promise<Readonly<Record<string, string>>> {
  const { tensors, metadata } = await readSafetensors(file);
  for (const field of fields) {
    for (const parameter of store.parameters) {
      parameter[field].set(numbersOf(tensors, tensorName(parameter, field), parameter, file));
    }
  }
  return metadata;
}

function numbersOf(
  tensors: ReadonlyMap<string, StoredTensor>,
  name: string,
  { value }: Parameter,
  file: string,
): Float32Array {
  const found = tensors.get(name);
  if (found?.data instanceof Float32Array && found.data.length === value.length) return found.data;
  throw new HomotopyError("bad-input", `The tensor ${name} is missing or of another shape`, file, DAMAGED);
}

function averageName({ name }: Parameter): string {
  return `${name}#average`;
}

function tensorName(parameter: Parameter, field: StateField): string {
  return field === "value" ? parameter.name : `${parameter.name}#${field}`;
}
