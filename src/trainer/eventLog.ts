import { asDiskError } from "../model/package/storage";
import type { TrainingEvent } from "../protocol/trainingEvents";
import type { RunFolder } from "./runFolder";

export type Tell = (event: TrainingEvent) => void;

export interface EventLog {
  readonly tell: Tell;
  /** Resolves once everything told is in the log. */
  flush(): Promise<void>;
  /** The last event, of a session that ends for another reason: a log that cannot take it is no further error. */
  end(event: TrainingEvent): Promise<void>;
}

/** Tells events to the listener at once and to the run folder's log in order; a log that cannot be written stops the run. */
export function eventLog(folder: RunFolder, emit: Tell): EventLog {
  let written: Promise<void> = Promise.resolve();
  let failure: unknown;
  const write = (event: TrainingEvent): void => {
    emit(event);
    written = written
      .then(() => folder.log(event))
      .catch((error: unknown) => {
        failure ??= asDiskError(error, folder.directory);
      });
  };
  return {
    tell(event) {
      if (failure !== undefined) throw failure;
      write(event);
    },
    async flush() {
      await written;
      if (failure !== undefined) throw failure;
    },
    async end(event) {
      write(event);
      await written;
    },
  };
}
