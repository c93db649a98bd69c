/**
 * The boundary between the extension host and the engine process. Every call returns a promise, can be cancelled, and fails
 * with the code, place and advice of a `HomotopyError`. Nothing here knows how a message travels.
 */
import type {
  CompleteOptions,
  CompleteResult,
  FamiliarityFound,
  ImputeOptions,
  ImputeResult,
  InterpolateOptions,
  InterpolateResult,
  SampleOptions,
  SampleResult,
  VariantsOptions,
  VariantsResult,
} from "../core/exploration";

/** A model in a call: the folder of its package. The engine loads it on first use and keeps the last few. */
export type ModelFolder = string;

export interface EngineApi {
  /** The first call of a connection: both sides say who they are, and the engine learns how to load models. */
  hello(settings: EngineSettings): Promise<EngineGreeting>;
  /** Loads a model and says what it is. */
  describe(model: ModelFolder): Promise<ModelDescription>;
  variants(model: ModelFolder, text: string, options: VariantsOptions): Promise<VariantsResult>;
  interpolate(model: ModelFolder, from: string, to: string, options: InterpolateOptions): Promise<InterpolateResult>;
  /** The sentence at one point of the path that `interpolate` walks; t in [0, 1]. */
  pointOnPath(model: ModelFolder, from: string, to: string, at: PathPoint): Promise<DecodedPoint>;
  complete(model: ModelFolder, prefix: string, options: CompleteOptions): Promise<CompleteResult>;
  /** Fills the gaps of a text, each written ___ (and underscores that are no gap \___). */
  impute(model: ModelFolder, text: string, options: ImputeOptions): Promise<ImputeResult>;
  sample(model: ModelFolder, options: SampleOptions): Promise<SampleResult>;
  /** How far each sentence is from what the model knows; no other call but `variants` computes it. */
  familiarity(model: ModelFolder, sentences: readonly string[]): Promise<readonly FamiliarityFound[]>;
  /** The same of the known words of a text that `complete` or `impute` can be asked about. */
  familiarityOfKnown(model: ModelFolder, text: string): Promise<FamiliarityFound>;
  /** Forgets a model whose files are to be replaced or deleted. */
  release(model: ModelFolder): Promise<void>;
  /** What this machine offers, for Diagnose. */
  diagnose(): Promise<EngineDiagnosis>;
}

/** The calls that the engine answers. */
export const ENGINE_CALLS = [
  "hello",
  "describe",
  "variants",
  "interpolate",
  "pointOnPath",
  "complete",
  "impute",
  "sample",
  "familiarity",
  "familiarityOfKnown",
  "release",
  "diagnose",
] as const satisfies readonly (keyof EngineApi)[];

export interface EngineSettings {
  /** Of the extension: an engine of another version refuses. */
  readonly version: string;
  /** An execution provider, or "auto". */
  readonly provider: string;
  /** Threads of one run; 0 leaves it to the engine. */
  readonly threads: number;
}

export interface EngineGreeting {
  readonly version: string;
  readonly process: number;
}

export interface PathPoint {
  readonly t: number;
  readonly path: NonNullable<InterpolateOptions["path"]>;
}

export interface DecodedPoint {
  readonly t: number;
  readonly text: string;
  readonly logProbability: number;
}

export interface ModelDescription {
  readonly name: string;
  /** Short hash of the model's files, as recipes carry it. */
  readonly hash: string;
  readonly version: string;
  readonly license: string;
  readonly language: string;
  readonly maxTokens: number;
  /** Execution provider that runs it, and why none before it does. */
  readonly provider: string;
  readonly refused: readonly { readonly provider: string; readonly reason: string }[];
  readonly latent: LatentDescription;
}

/** The aggregate posterior by dimension: what a strip of latent means is drawn against. */
export interface LatentDescription {
  readonly dimension: number;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
  readonly kl: readonly number[];
}

export interface EngineDiagnosis {
  readonly node: string;
  readonly platform: string;
  readonly runtime: string;
  readonly providers: readonly string[];
  readonly threads: number;
  readonly residentMegabytes: number;
}
