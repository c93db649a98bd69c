/** Opens the model that a command asks, and closes it whatever happens. */
import type { Explorer } from "../engine/explorer";
import { stoppable } from "./interrupt";
import { chosenModel } from "./models";
import type { ModelOptions } from "./options";

export async function withExplorer<T>(options: ModelOptions, work: (explorer: Explorer) => Promise<T>): Promise<T> {
  const { model, provider, threads } = options;
  // Only commands that use a model load the engine.
  const { Explorer } = await import("../engine/explorer");
  return stoppable(async () => {
    const explorer = await Explorer.open(await chosenModel(model), {
      provider,
      ...(threads === undefined ? {} : { threads }),
    });
    try {
      return await work(explorer);
    } finally {
      await explorer.dispose();
    }
  });
}
