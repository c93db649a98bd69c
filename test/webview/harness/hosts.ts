/** Hosts without an engine: they answer as the real ones do, and note what they are asked. */
import type {
  CompletionsHost,
  CompletionsState,
  HomotopyHost,
  HomotopyState,
  VariantsHost,
  VariantsState,
} from "../../../src/protocol/panels";
import { completions, FROM, imputed, latent, MODEL, PREFIX, sharpened, TO, variantsOf, walk } from "./sentences";

/** A call that was made: its name and arguments. */
export type Call = readonly [name: string, ...args: unknown[]];

export abstract class FakeHost<State> {
  readonly calls: Call[] = [];
  /** Milliseconds that an answer takes. */
  delay = 0;

  constructor(public state: State) {}

  ready(): Promise<State> {
    return this.answer({}, "ready");
  }

  copy(text: string): Promise<void> {
    return this.done("copy", text);
  }

  copyRecipe(): Promise<void> {
    return this.done("copyRecipe");
  }

  showLog(): Promise<void> {
    return this.done("showLog");
  }

  insert(text: string): Promise<void> {
    return this.done("insert", text);
  }

  train(): Promise<void> {
    return this.done("train");
  }

  protected async done(...call: Call): Promise<void> {
    this.calls.push(call);
    if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
  }

  protected async answer(change: Partial<State>, ...call: Call): Promise<State> {
    await this.done(...call);
    this.state = { ...this.state, ...change };
    return this.state;
  }
}

export const SENTENCES = [
  FROM,
  "Nobody had told him that the house was already sold.",
  "היא סגרה את הדלת וחזרה לאט אל החלון.",
  "We were 👩‍🚀👨‍👩‍👧 so happy 🎉 that we forgot the time.",
];

export function variantsState(change: Partial<VariantsState> = {}): VariantsState {
  const settings = { count: 20, spread: 1, temperature: 0, sharpen: false, seed: 1834502917, seedLocked: false };
  const kept = ["she opened the door and looked slowly back at the house ."];
  const result = variantsOf(FROM, settings.seed);
  return { model: MODEL, sentences: SENTENCES, page: 0, settings, latent, kept, result, ...change };
}

export class FakeVariantsHost extends FakeHost<VariantsState> implements VariantsHost {
  constructor(state = variantsState()) {
    super(state);
  }

  resample(settings: VariantsState["settings"]): Promise<VariantsState> {
    const result = this.#result(this.state.page, settings.seed);
    return this.answer(
      { settings, result: settings.sharpen ? { ...result, sharpened } : result },
      "resample",
      settings,
    );
  }

  turnTo(page: number): Promise<VariantsState> {
    return this.answer({ page, result: this.#result(page, this.state.settings.seed) }, "turnTo", page);
  }

  moreLike(text: string): Promise<VariantsState> {
    const result = variantsOf(text, this.state.settings.seed);
    return this.answer({ sentences: [text], page: 0, result }, "moreLike", text);
  }

  replaceSelection(text: string): Promise<void> {
    return this.done("replaceSelection", text);
  }

  setPath(place: "start" | "end", text: string): Promise<void> {
    return this.done("setPath", place, text);
  }

  keep(text: string): Promise<VariantsState> {
    return this.answer({ kept: [...this.state.kept, text] }, "keep", text);
  }

  discard(text: string): Promise<VariantsState> {
    return this.answer({ kept: this.state.kept.filter((kept) => kept !== text) }, "discard", text);
  }

  #result(page: number, seed: number) {
    return variantsOf(this.state.sentences[page], seed);
  }
}

export function homotopyState(change: Partial<HomotopyState> = {}): HomotopyState {
  const settings = { path: "linear", adaptive: true, steps: 9 } as const;
  return { model: MODEL, from: FROM, to: TO, settings, result: walk, ...change };
}

export class FakeHomotopyHost extends FakeHost<HomotopyState> implements HomotopyHost {
  constructor(state = homotopyState()) {
    super(state);
  }

  walk(settings: HomotopyState["settings"]): Promise<HomotopyState> {
    return this.answer({ settings }, "walk", settings);
  }

  swap(): Promise<HomotopyState> {
    return this.answer({ from: this.state.to, to: this.state.from }, "swap");
  }

  async decodeAt(t: number) {
    await this.done("decodeAt", t);
    const step = this.state.result?.steps.find(({ to }) => t <= to);
    return { t, text: step?.text ?? "", logProbability: -13.6 };
  }

  insertList(): Promise<void> {
    return this.done("insertList");
  }
}

export function completionsState(change: Partial<CompletionsState> = {}): CompletionsState {
  const settings = { beam: 8, count: 5 };
  const beam = { result: completions, milliseconds: 31.4 };
  const icm = { result: imputed, milliseconds: 118 };
  return { model: MODEL, text: PREFIX, original: PREFIX, settings, beam, icm, isLanguageModel: false, ...change };
}

export class FakeCompletionsHost extends FakeHost<CompletionsState> implements CompletionsHost {
  constructor(state = completionsState()) {
    super(state);
  }

  complete(settings: CompletionsState["settings"]): Promise<CompletionsState> {
    return this.answer({ settings }, "complete", settings);
  }

  retype(text: string): Promise<CompletionsState> {
    return this.answer({ text }, "retype", text);
  }

  accept(text: string): Promise<void> {
    return this.done("accept", text);
  }
}
