/**
 * The truth behind the training panel: first the plan and what the person chooses, then the run that comes of it. A run goes
 * on without the panel and without the window; the plan does not.
 */
import { HomotopyError } from "../../core/errors";
import type { PlanProgress, PlanRequest, TrainingPlan } from "../../protocol/training";
import type {
  RunEntry,
  RunView,
  RunWish,
  TrainingChoice,
  TrainingHost,
  TrainingState,
} from "../../protocol/trainingPanel";
import type { Server } from "../../protocol/transport/rpc";
import { Newest } from "../services/newest";
import { changesTo, chosenOptions, planAge, type Settings } from "../training/chosenSettings";
import type { TrainingServices, TrainingSession } from "../training/ports";
import { RunWatch } from "../training/runWatch";
import { inWords, nothingYet } from "./controller";

const NO_PROGRESS: PlanProgress = { stage: "reading", files: 0, bytes: 0, sentences: 0 };
const NO_CHOICE: TrainingChoice = { way: "anew", name: "", settings: {} };
const NOTHING = { plan: undefined, planning: undefined, problem: undefined, run: undefined };

export class TrainingController implements Server<TrainingHost> {
  #state: TrainingState = { choice: NO_CHOICE, planAge: "new", isStarting: false, others: [] };
  #show: ((state: TrainingState) => void) | undefined;
  #watch: RunWatch | undefined;
  readonly #plans = new Newest();
  /** The settings that the plan is of. */
  #planned: Settings = {};

  constructor(private readonly services: TrainingServices) {}

  attach(show: (state: TrainingState) => void): void {
    this.#show = show;
  }

  /** The page is gone. The run goes on, and the status bar tells of it. */
  detach(): void {
    this.#show = undefined;
    this.#plans.cancel();
    this.#update({ planning: undefined });
  }

  dispose(): void {
    this.#watch?.stop();
    this.#plans.cancel();
  }

  /** The run that is shown. */
  get run(): RunView | undefined {
    return this.#watch?.view;
  }

  /** The person asks for the panel: with nothing in it, for the run that another window began. */
  async open(): Promise<void> {
    const { source, run } = this.#state;
    // A run that ended well needs no reminder any more.
    if (run?.phase === "finished") this.services.mirror(undefined);
    if (source !== undefined || run !== undefined) return;
    const runs = await this.#others();
    const [first] = [...runs.filter(({ phase }) => phase === "running"), ...runs];
    if (first !== undefined) this.#follow(first.directory);
  }

  async ready(): Promise<TrainingState> {
    return this.#update({ others: await this.#others() });
  }

  /** Takes up where an earlier window stopped. */
  async restore({ source, directory }: TrainingSession): Promise<void> {
    if (directory !== undefined && (await this.services.look(directory)) !== undefined) {
      this.#update({ ...(source !== undefined && { source }) });
      this.#follow(directory);
    } else if (source !== undefined) await this.prepare(source);
  }

  /** Begins with another text. The run that was shown, if any, goes on. */
  async prepare(source: string): Promise<TrainingState> {
    this.#unfollow();
    const choice = { ...NO_CHOICE, name: await this.services.nameFor(source) };
    this.#update({ source, choice, ...NOTHING, others: await this.#others() });
    this.#save();
    return this.planAgain();
  }

  async choose(choice: TrainingChoice): Promise<TrainingState> {
    return this.#update({ choice, planAge: planAge(this.#planned, choice.settings) });
  }

  async planAgain(): Promise<TrainingState> {
    const { source, choice } = this.#state;
    if (source === undefined) throw nothingYet();
    this.#update({ planning: NO_PROGRESS, problem: undefined });
    try {
      const plan = await this.#plans.run((signal) => this.#plan(source, choice, signal));
      const [recommended] = plan.ways;
      const way =
        plan.ways.some((planned) => planned.way === choice.way) && this.#state.plan ? choice.way : recommended?.way;
      const settled = { ...this.#state.choice, ...(way && { way }) };
      this.#planned = choice.settings;
      return this.#update({
        plan,
        choice: settled,
        planAge: planAge(choice.settings, settled.settings),
        planning: undefined,
      });
    } catch (error) {
      if (isCancelled(error)) return this.#state;
      return this.#update({ problem: inWords(error), planning: undefined });
    }
  }

  async cancelPlan(): Promise<TrainingState> {
    this.#plans.cancel();
    return this.#update({ planning: undefined });
  }

  start(): Promise<TrainingState> {
    return this.#starting(async () => {
      const { plan, choice, planAge: age } = this.#state;
      const planned = plan?.ways.find(({ way }) => way === choice.way);
      if (planned === undefined) throw nothingYet();
      if (age === "void") {
        throw new HomotopyError("bad-input", "The plan is of another text or preset", "plan", "plan again, then start");
      }
      this.services.requireTrust();
      const out = await this.services.outFor(choice.name);
      return this.services.start(planned, { ...changesTo(planned, choice.settings), out, name: choice.name });
    });
  }

  resume(): Promise<TrainingState> {
    return this.#starting(async () => {
      const { directory } = this.#shown();
      this.services.requireTrust();
      await this.services.resume(directory);
      return directory;
    });
  }

  async ask(wish: RunWish): Promise<TrainingState> {
    const watch = this.#shown();
    if ((wish === "keep" || wish === "discard") && !(await this.services.confirm(wish, watch.name))) return this.#state;
    await this.services.ask(watch.directory, wish);
    watch.wish(wish);
    return this.#state;
  }

  async discard(): Promise<TrainingState> {
    const { directory, name } = this.#shown();
    if (!(await this.services.confirm("discard", name))) return this.#state;
    await this.services.discard(directory);
    return this.#gone();
  }

  async showRun(directory: string): Promise<TrainingState> {
    // What a page names is looked for among what is there.
    if (!(await this.services.runs()).some((run) => run.directory === directory)) return this.ready();
    this.#plans.cancel();
    this.#update({ ...NOTHING, source: undefined });
    this.#follow(directory);
    return this.ready();
  }

  chooseFolder(): Promise<void> {
    return this.services.chooseFolder();
  }

  async explore(): Promise<void> {
    const { directory, view } = this.#shown();
    return this.services.explore(directory, view.samples.at(-1)?.reconstructions[0]?.text);
  }

  async showCard(): Promise<void> {
    return this.services.showCard(this.#shown().directory);
  }

  async exportModel(): Promise<void> {
    return this.services.exportModel(this.#shown().directory);
  }

  copy(text: string): Promise<void> {
    return this.services.copy(text);
  }

  async copyRecipe(): Promise<void> {
    await this.services.copy(this.services.recipe(this.#state.source, this.#shown().view));
  }

  async showLog(): Promise<void> {
    this.services.showLog(this.#watch?.directory);
  }

  async #plan(source: string, choice: TrainingChoice, signal: AbortSignal): Promise<TrainingPlan> {
    this.services.requireTrust();
    const base = await this.services.base();
    const request: PlanRequest = {
      sources: [source],
      out: await this.services.outFor(await this.services.nameFor(source)),
      ...(choice.settings.preset === "base" && { preset: "base" }),
      chosen: chosenOptions(choice.settings, this.services.excluded(source)),
      ...(base !== undefined && { base }),
    };
    return this.services.plan(request, (planning) => !signal.aborted && this.#update({ planning }), signal);
  }

  /** Starts a run or goes on with one, and shows it. */
  async #starting(begin: () => Promise<string>): Promise<TrainingState> {
    if (this.#state.isStarting) return this.#state;
    this.#update({ isStarting: true, problem: undefined });
    try {
      this.#follow(await begin());
      return this.#update({ isStarting: false, others: await this.#others() });
    } catch (error) {
      return this.#update({ isStarting: false, problem: inWords(error) });
    }
  }

  #follow(directory: string): void {
    this.#watch?.stop();
    let phase: RunView["phase"] | undefined;
    const watch = new RunWatch(directory, this.services.nameOf(directory), this.services, {
      onChange: (run) => {
        this.#update({ run });
        this.services.mirror(run);
        if (run.phase === "finished" && phase !== undefined && phase !== "finished") this.services.finished();
        phase = run.phase;
      },
      onGone: () => void this.#gone(),
    });
    this.#watch = watch;
    this.#update({ ...NOTHING, run: watch.view });
    this.#save();
  }

  #unfollow(): void {
    this.#watch?.stop();
    this.#watch = undefined;
    this.services.mirror(undefined);
  }

  /** The run is no more: back to its text, which can be planned again. */
  async #gone(): Promise<TrainingState> {
    this.#unfollow();
    this.#update({ others: await this.#others(), run: undefined });
    this.#save();
    return this.#state;
  }

  #shown(): RunWatch {
    if (this.#watch === undefined) throw nothingYet();
    return this.#watch;
  }

  async #others(): Promise<readonly RunEntry[]> {
    const runs = await this.services.runs();
    return runs.filter(({ directory }) => directory !== this.#watch?.directory);
  }

  #save(): void {
    const [{ source }, directory] = [this.#state, this.#watch?.directory];
    this.services.save({ ...(source !== undefined && { source }), ...(directory !== undefined && { directory }) });
  }

  #update(change: Partial<TrainingState>): TrainingState {
    this.#state = { ...this.#state, ...change };
    this.#show?.(this.#state);
    return this.#state;
  }
}

function isCancelled(error: unknown): boolean {
  return error instanceof HomotopyError && error.code === "cancelled";
}
