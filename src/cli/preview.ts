/** What a model that is still being trained makes of a few sentences: the trainer asks, the engine answers. */
import { toRead } from "../core/exploration";
import type { Explorer } from "../engine/explorer";
import { hasLatent } from "../model/manifest";
import type { SampleEvent } from "../protocol/trainingEvents";

const PRIOR_SAMPLES = 3;
const PATH_STEPS = 7;

export async function preview(
  packageFolder: string,
  sentences: readonly string[],
): Promise<Omit<SampleEvent, "event" | "epoch">> {
  const { Explorer } = await import("../engine/explorer");
  // The GPU, if there is one, is the trainer's.
  const explorer = await Explorer.open(packageFolder, { provider: "cpu" });
  try {
    const { samples } = await explorer.sample({ count: PRIOR_SAMPLES });
    const said = { samples: samples.map(({ text }) => text), reconstructions: [] };
    if (!hasLatent(explorer.manifest)) return said;
    return {
      ...said,
      reconstructions: await reconstructed(explorer, sentences),
      ...(sentences.length > 1 && { homotopy: await walked(explorer, sentences) }),
    };
  } finally {
    await explorer.dispose();
  }
}

/** Each sentence beside what its posterior mean decodes to. */
async function reconstructed(
  explorer: Explorer,
  sentences: readonly string[],
): Promise<SampleEvent["reconstructions"]> {
  const posteriors = await explorer.encode(sentences);
  const decoded = await explorer.decode(
    posteriors.map(({ mean }) => mean),
    toRead(...sentences),
  );
  return sentences.map((text, index) => ({ text, reconstruction: decoded[index].text }));
}

/** The sentences on the way from the first to the second, each once. */
async function walked(explorer: Explorer, [from, to]: readonly string[]): Promise<readonly string[]> {
  const { steps } = await explorer.interpolate(from, to, { steps: PATH_STEPS, adaptive: false });
  return [...new Set(steps.map(({ text }) => text))];
}
