/** The run folder beside the package, `<out>.run`: what a run needs to go on after it was stopped, crashed or killed. */
import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { HomotopyError } from "../core/errors";
import { writeFileAtomically } from "../model/atomicFile";
import { asDiskError, disk } from "../model/package/storage";
import type { TrainingEvent } from "./events";
import { type TrainingOptions, trainingOptionsSchema } from "./options";

/** What a resumed run may do otherwise than it was begun, for those who ask: enough to lead a diverged one back. */
const MAY_CHANGE = ["learningRate", "clip"] as const;

export class RunFolder {
  readonly directory: string;

  constructor(private readonly out: string) {
    this.directory = `${path.resolve(out)}.run`;
  }

  /** The tokenised corpus and its tokenizer. */
  get corpus(): string {
    return path.join(this.directory, "corpus");
  }

  /** The newest state of the run. */
  get checkpoint(): string {
    return path.join(this.directory, "checkpoint.safetensors");
  }

  /** The weights with the best validation objective. */
  get best(): string {
    return path.join(this.directory, "best.safetensors");
  }

  /**
   * Makes the folder for a new run, or finds the recipe of the one to be resumed. Returns the options that hold.
   * `asked`: the options that the person set, others being a preset's.
   */
  async open(options: TrainingOptions, asked: ReadonlySet<string> = new Set()): Promise<TrainingOptions> {
    return options.resume ? this.#resume(options, asked) : this.#begin(options);
  }

  /** Appends to the event log. */
  async log(event: TrainingEvent): Promise<void> {
    await appendFile(path.join(this.directory, "events.jsonl"), `${JSON.stringify(event)}\n`);
  }

  /** A package of the weights as they are, to show what the model says by now. */
  get preview(): string {
    return path.join(this.directory, "preview");
  }

  /** After the package is in place: what is left is the recipe, the event log and a mark that there is nothing to resume. */
  async clear(): Promise<void> {
    await Promise.all(
      [this.corpus, this.checkpoint, this.best, this.preview].map((entry) =>
        rm(entry, { recursive: true, force: true }),
      ),
    );
    await writeFile(this.#finished, "");
  }

  get #recipe(): string {
    return path.join(this.directory, "recipe.json");
  }

  get #finished(): string {
    return path.join(this.directory, "finished");
  }

  async #begin(options: TrainingOptions): Promise<TrainingOptions> {
    if (await disk.exists(this.checkpoint)) {
      throw new HomotopyError(
        "bad-call",
        "An unfinished run is here already",
        this.directory,
        "go on with it by --resume, or remove that folder to start anew",
      );
    }
    try {
      await rm(this.directory, { recursive: true, force: true });
      await disk.makeFolder(this.directory);
      await this.#writeRecipe(options);
    } catch (error) {
      throw asDiskError(error, this.directory);
    }
    return options;
  }

  /** The stored recipe decides, so that the resumed run is the one that was begun; limits, engine and `MAY_CHANGE` aside. */
  async #resume(options: TrainingOptions, asked: ReadonlySet<string>): Promise<TrainingOptions> {
    const stored = await this.#readRecipe();
    if (await disk.exists(this.#finished)) {
      const advice = `its model is in ${this.out}: train anew without --resume`;
      throw new HomotopyError("bad-call", "This run is finished", this.directory, advice);
    }
    const changes = Object.fromEntries(MAY_CHANGE.flatMap((key) => (asked.has(key) ? [[key, options[key]]] : [])));
    const recipe = { ...stored, ...changes };
    if (Object.keys(changes).length > 0) await this.#writeRecipe(recipe);
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

  async #writeRecipe(options: TrainingOptions): Promise<void> {
    const recipe = new TextEncoder().encode(`${JSON.stringify(options, undefined, 2)}\n`);
    await writeFileAtomically(this.#recipe, (file) => file.write(recipe));
  }

  async #readRecipe(): Promise<TrainingOptions> {
    let text: string;
    try {
      text = await readFile(this.#recipe, "utf8");
    } catch (error) {
      throw new HomotopyError(
        "bad-call",
        "There is no run to resume",
        this.directory,
        `start one without --resume, with the same --out ${this.out}`,
        { cause: error },
      );
    }
    const parsed = trainingOptionsSchema.safeParse(parseJson(text));
    if (parsed.success) return parsed.data;
    throw new HomotopyError(
      "bad-input",
      "The recipe of this run cannot be read",
      this.#recipe,
      `start anew in another folder (${parsed.error.issues[0]?.message ?? "unknown fault"})`,
    );
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
