/** What a model that is still being trained makes of a few sentences: the trainer asks, the engine answers. */
import type { SampleEvent } from "../trainer/events";

const PRIOR_SAMPLES = 3;

export async function preview(
  packageFolder: string,
  sentences: readonly string[],
): Promise<Omit<SampleEvent, "event" | "epoch">> {
  const { Explorer } = await import("../engine/explorer");
  // The GPU, if there is one, is the trainer's.
  const explorer = await Explorer.open(packageFolder, { provider: "cpu" });
  try {
    const posteriors = await explorer.encode(sentences);
    const decoded = await explorer.decode(posteriors.map(({ mean }) => mean));
    const { samples } = await explorer.sample({ count: PRIOR_SAMPLES });
    return {
      reconstructions: sentences.map((text, index) => ({ text, reconstruction: decoded[index].text })),
      samples: samples.map(({ text }) => text),
    };
  } finally {
    await explorer.dispose();
  }
}
