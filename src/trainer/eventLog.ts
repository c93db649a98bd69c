import { asDiskError } from "../model/package/storage";
import type { TrainingEvent } from "./events";
import type { RunFolder } from "./runFolder";

export type Tell = (event: TrainingEvent) => void;

/** Tells events to the listener at once and to the run folder's log in order; a log that cannot be written stops the run. */
export function eventLog(folder: RunFolder, emit: Tell): { readonly tell: Tell; readonly flush: () => Promise<void> } {
  let written: Promise<void> = Promise.resolve();
  let failure: unknown;
  return {
    tell(event) {
      if (failure !== undefined) throw failure;
      emit(event);
      written = written
        .then(() => folder.log(event))
        .catch((error: unknown) => {
          failure ??= asDiskError(error, folder.directory);
        });
    },
    async flush() {
      await written;
      if (failure !== undefined) throw failure;
    },
  };
}
