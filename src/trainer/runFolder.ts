/** The run folder beside the package: what a run needs to go on after it was stopped, crashed or killed. */
import { appendFile, open } from "node:fs/promises";
import path from "node:path";
import { HomotopyError } from "../core/errors";
import { asDiskError, disk, errorCode, type Storage } from "../model/package/storage";
import type { TrainingEvent } from "../protocol/trainingEvents";
import type { TrainingOptions } from "./options";
import { removeRun } from "./runs/discard";
import * as files from "./runs/files";
import { lockRun, type RunLock } from "./runs/lock";
import { readRecipe, writeRecipe } from "./runs/recipe";

/** What a resumed run may do otherwise than it was begun, for those who ask: enough to lead a diverged one back. */
const MAY_CHANGE = ["learningRate", "clip"] as const;
/** What a new run leaves of an old one's folder: our own lock, and the file that our error output goes to. */
const KEPT_BY_NEW = ["lock.json", "trainer.log"];

export class RunFolder {
  readonly directory: string;
  #lock: RunLock | undefined;

  constructor(
    private readonly out: string,
    readonly storage: Storage = disk,
  ) {
    this.directory = files.runDirectory(out);
  }

  /** The tokenised corpus and its tokenizer. */
  get corpus(): string {
    return files.corpusFolder(this.directory);
  }

  /** The newest state of the run. */
  get checkpoint(): string {
    return files.checkpointFile(this.directory);
  }

  /** The weights with the best validation objective. */
  get best(): string {
    return files.bestFile(this.directory);
  }

  /** A package of the weights as they are, to show what the model says by now. */
  get preview(): string {
    return files.previewFolder(this.directory);
  }

  /**
   * Takes the folder for this process, and makes it for a new run.
   * @throws HomotopyError "bad-call" if another process trains in it, or there is nothing in it to resume; "disk"
   */
  async lock({ resume }: Pick<TrainingOptions, "resume">): Promise<void> {
    if (resume) await readRecipe(this.directory);
    try {
      await this.storage.makeFolder(this.directory);
    } catch (error) {
      throw asDiskError(error, this.directory);
    }
    this.#lock = await lockRun(this.directory);
  }

  /** Before something is written into a folder that was locked. @throws HomotopyError "disk" if it is not ours any more */
  async requireOurs(): Promise<void> {
    if (this.#lock === undefined || (await this.#lock.isHeld())) return;
    throw new HomotopyError(
      "disk",
      "The run folder was removed, or taken over by another process, while the run was under way",
      this.directory,
      "an installed model is as it was; begin the run anew",
    );
  }

  async release(): Promise<void> {
    await this.#lock?.release();
    this.#lock = undefined;
  }

  /**
   * Prepares the folder for a new run, or finds the recipe of the one to be resumed. Returns the options that hold.
   * `asked`: the options that the person set, others being a preset's.
   */
  async open(options: TrainingOptions, asked: ReadonlySet<string> = new Set()): Promise<TrainingOptions> {
    return options.resume ? this.#resume(options, asked) : this.#begin(options);
  }

  /** Appends to the event log. */
  async log(event: TrainingEvent): Promise<void> {
    await this.requireOurs();
    await appendFile(files.eventsFile(this.directory), `${JSON.stringify(event)}\n`);
  }

  /** After the package is in place: what is left is the recipe, the event log and a mark that there is nothing to resume. */
  async clear(): Promise<void> {
    await this.requireOurs();
    // The mark comes first: a run that was cut off between the two would begin anew, without its checkpoint.
    const finished = files.finishedFile(this.directory);
    await this.storage.remove(finished);
    await (await this.storage.create(finished)).close();
    await this.storage.syncFolder(this.directory);
    for (const entry of [this.corpus, this.checkpoint, this.best, this.preview]) await this.storage.remove(entry);
  }

  /** Removes the run; the package, if there is one, stays. */
  async discard(): Promise<void> {
    await this.requireOurs();
    await removeRun(this.directory);
  }

  async #begin(options: TrainingOptions): Promise<TrainingOptions> {
    if (await this.#isUnfinished()) {
      const advice = "go on with it by --resume, or discard it to start anew";
      throw new HomotopyError("bad-call", "An unfinished run is here already", this.directory, advice);
    }
    try {
      await this.storage.makeFolder(this.directory);
      // The recipe first: what is left without one, if we are cut off here, is no run.
      await this.storage.remove(files.recipeFile(this.directory));
      for (const name of await this.storage.list(this.directory)) {
        if (!KEPT_BY_NEW.includes(name)) await this.storage.remove(path.join(this.directory, name));
      }
      await writeRecipe(this.directory, options, this.storage);
    } catch (error) {
      throw asDiskError(error, this.directory);
    }
    return options;
  }

  /** The stored recipe decides, so that the resumed run is the one that was begun; limits, engine and `MAY_CHANGE` aside. */
  async #resume(options: TrainingOptions, asked: ReadonlySet<string>): Promise<TrainingOptions> {
    const stored = await readRecipe(this.directory);
    if (await this.#isFinished()) {
      const advice = `its model is in ${this.out}: train anew without --resume`;
      throw new HomotopyError("bad-call", "This run is finished", this.directory, advice);
    }
    const changes = Object.fromEntries(MAY_CHANGE.flatMap((key) => (asked.has(key) ? [[key, options[key]]] : [])));
    const recipe = { ...stored, ...changes };
    if (Object.keys(changes).length > 0) await writeRecipe(this.directory, recipe, this.storage);
    await this.#mendLog();
    return {
      ...recipe,
      out: options.out,
      resume: true,
      engine: options.engine,
      provider: options.provider,
      threads: options.threads ?? stored.threads,
      maxMinutes: options.maxMinutes ?? stored.maxMinutes,
    };
  }

  async #isUnfinished(): Promise<boolean> {
    const { exists } = this.storage;
    const [begun, saved] = [await exists(files.recipeFile(this.directory)), await exists(this.checkpoint)];
    return begun && saved && !(await this.#isFinished());
  }

  #isFinished(): Promise<boolean> {
    return this.storage.exists(files.finishedFile(this.directory));
  }

  /** Ends a line that a crash has torn, so that the next event has one of its own. */
  async #mendLog(): Promise<void> {
    try {
      const log = await open(files.eventsFile(this.directory), "r+");
      try {
        const { size } = await log.stat();
        const { buffer } = await log.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
        if (size > 0 && buffer.toString() !== "\n") await log.write("\n", size);
      } finally {
        await log.close();
      }
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw asDiskError(error, this.directory);
    }
  }
}
