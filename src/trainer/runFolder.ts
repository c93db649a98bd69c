/** The run folder beside the package, `<out>.run`: what a run needs to go on after it was stopped, crashed or killed. */
import { access, appendFile, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { HomotopyError } from "../core/errors";
import { writeFileAtomically } from "../model/atomicFile";
import { asDiskError, disk } from "../model/package/storage";
import type { TrainingEvent } from "./events";
import { type TrainingOptions, trainingOptionsSchema } from "./options";

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

  /** Makes the folder for a new run, or finds the recipe of the one to be resumed. Returns the options that hold. */
  async open(options: TrainingOptions): Promise<TrainingOptions> {
    return options.resume ? this.#resume(options) : this.#begin(options);
  }

  /** Appends to the event log. */
  async log(event: TrainingEvent): Promise<void> {
    await appendFile(path.join(this.directory, "events.jsonl"), `${JSON.stringify(event)}\n`);
  }

  /** A package of the weights as they are, to show what the model says by now. */
  get preview(): string {
    return path.join(this.directory, "preview");
  }

  /** After the package is in place: what is left is the recipe and the event log. */
  async clear(): Promise<void> {
    await Promise.all(
      [this.corpus, this.checkpoint, this.best, this.preview].map((entry) =>
        rm(entry, { recursive: true, force: true }),
      ),
    );
  }

  get #recipe(): string {
    return path.join(this.directory, "recipe.json");
  }

  async #begin(options: TrainingOptions): Promise<TrainingOptions> {
    if (await exists(this.checkpoint)) {
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
      const recipe = `${JSON.stringify(options, undefined, 2)}\n`;
      await writeFileAtomically(this.#recipe, (file) => file.write(new TextEncoder().encode(recipe)));
    } catch (error) {
      throw asDiskError(error, this.directory);
    }
    return options;
  }

  /** The stored recipe decides, so that the resumed run is the one that was begun; only limits and engine may change. */
  async #resume(options: TrainingOptions): Promise<TrainingOptions> {
    const stored = await this.#readRecipe();
    return {
      ...stored,
      out: options.out,
      resume: true,
      engine: options.engine,
      provider: options.provider,
      threads: options.threads ?? stored.threads,
      maxMinutes: options.maxMinutes ?? stored.maxMinutes,
    };
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

async function exists(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
