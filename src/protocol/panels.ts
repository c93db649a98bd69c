/**
 * The boundary between the extension host and its webview panels: for each panel what the page asks of the host, and what
 * the host tells the page. The truth lives in the host; a page asks for its state when it is ready, so that
 * opening and restoring are the same thing. Every message is checked against a schema on arrival (`panelSchemas.ts`).
 */
import type { FamiliarityFound, ImputeResult, InterpolateResult, VariantsResult } from "../core/exploration";
import type { Familiarity } from "../core/metrics/familiarity";
import type { DecodedPoint, LatentDescription } from "./engine";

/** What every page can ask. */
export interface PanelHost<State> {
  /** The page is drawn: give it its state. */
  ready(): Promise<State>;
  copy(text: string): Promise<void>;
  /** Puts a JSON recipe of the current result on the clipboard: model hash, seed, settings, text. */
  copyRecipe(): Promise<void>;
  showLog(): Promise<void>;
}

/** What the pages can ask that explore sentences. */
export interface SentenceHost<State> extends PanelHost<State> {
  /** Plans to train on the workspace: offered where the model hardly knows the text. */
  train(): Promise<void>;
}

/** What every page is told. */
export interface PanelPage<State> {
  /** A new state, for instance after another selection. */
  show(state: State): Promise<void>;
}

export type PathPlace = "start" | "end";

// ---- variants

export interface VariantsSettings {
  readonly count: number;
  readonly spread: number;
  readonly temperature: number;
  /** Whether the posterior is refined further before it is drawn from, on the bound at full KL weight. */
  readonly sharpen: boolean;
  readonly seed: number;
  /**
   * Whether resampling keeps the seed. If not, resampling with otherwise equal settings draws a new one; a changed
   * setting keeps it, so that a slider shows its own effect.
   */
  readonly seedLocked: boolean;
}

export interface VariantsState {
  readonly model: string;
  /** The sentences of the selection; the panel pages through them. */
  readonly sentences: readonly string[];
  readonly page: number;
  readonly settings: VariantsSettings;
  readonly latent: LatentDescription;
  /** Of the current sentence; absent while the first is computed or after a failure. */
  readonly result?: VariantsResult;
  /** What went wrong and what to do, in the person's words. */
  readonly problem?: string;
  readonly kept: readonly string[];
  /**
   * Whether the list holds draws from the prior: `sentences` is then empty, the result's text and reconstruction are
   * empty and its distances say nothing.
   */
  readonly prior?: boolean;
}

export interface VariantsHost extends SentenceHost<VariantsState> {
  /** Samples again with other settings; an older request that is still under way is cancelled. */
  resample(settings: VariantsSettings): Promise<VariantsState>;
  turnTo(page: number): Promise<VariantsState>;
  /** Explores a variant as if it had been selected. */
  moreLike(text: string): Promise<VariantsState>;
  insert(text: string): Promise<void>;
  replaceSelection(text: string): Promise<void>;
  setPath(place: PathPlace, text: string): Promise<void>;
  keep(text: string): Promise<VariantsState>;
  discard(text: string): Promise<VariantsState>;
}

// ---- homotopy

export interface HomotopySettings {
  readonly path: "linear" | "spherical";
  readonly adaptive: boolean;
  readonly steps: number;
}

export interface HomotopyState {
  readonly model: string;
  readonly from: string;
  readonly to: string;
  readonly settings: HomotopySettings;
  readonly result?: InterpolateResult;
  /** How far `from` and `to` are from what the model knows. */
  readonly familiarity?: readonly FamiliarityFound[];
  readonly problem?: string;
}

export interface HomotopyHost extends SentenceHost<HomotopyState> {
  walk(settings: HomotopySettings): Promise<HomotopyState>;
  swap(): Promise<HomotopyState>;
  /** The sentence under the slider; an older request that is still under way is cancelled. */
  decodeAt(t: number): Promise<DecodedPoint>;
  insert(text: string): Promise<void>;
  /** Inserts the distinct sentences as a Markdown list. */
  insertList(): Promise<void>;
}

// ---- completions

export interface CompletionsSettings {
  readonly beam: number;
  readonly count: number;
}

/** What one method found. */
export interface Search {
  readonly result: ImputeResult;
  /** That the search took, the model being loaded. */
  readonly milliseconds: number;
}

export interface CompletionsState {
  readonly model: string;
  /** A sentence whose gaps are written ___ or, without any, the beginning of one; "" for none. */
  readonly text: string;
  /** The sentence as it stands in the editor, if that is where it comes from. */
  readonly original?: string;
  readonly settings: CompletionsSettings;
  /** By one beam search. */
  readonly beam?: Search;
  /** By iterated conditional modes; absent of a language model. */
  readonly icm?: Search;
  readonly isLanguageModel?: boolean;
  /** How far the known words are from what the model knows, if it can tell. */
  readonly familiarity?: Familiarity;
  readonly problem?: string;
}

export interface CompletionsHost extends SentenceHost<CompletionsState> {
  complete(settings: CompletionsSettings): Promise<CompletionsState>;
  /** The person has changed the text on the page. */
  retype(text: string): Promise<CompletionsState>;
  /** Puts a completion into the editor: its missing words where they were missed, or the whole where nothing was read. */
  accept(text: string): Promise<void>;
}
