import type { NetworkConfig } from "../../../src/model/family/network";
import { addGradient } from "../../../src/trainer/parallel/addGradient";
import { fieldBlock } from "../../../src/trainer/parallel/fieldBlock";
import type { ShardCrew, ShardWorker } from "../../../src/trainer/parallel/shardWorker";
import { ParameterStore } from "../../../src/trainer/parameters";
import { EagerGradientEngine } from "../../../src/trainer/step/eager";

/** Workers without processes: each has a store and an engine of its own, as a machine of a cluster would. */
export function inProcessCrew(config: NetworkConfig, workers: number): ShardCrew {
  const stores = Array.from({ length: workers }, () => ParameterStore.create(config));
  return {
    workers: stores.map(inProcessWorker),
    publish: async (weights) => {
      for (const store of stores) fieldBlock(store, "value").set(weights);
    },
    dispose: async () => {},
  };
}

function inProcessWorker(store: ParameterStore, index: number): ShardWorker {
  const engine = new EagerGradientEngine(store, "cpu");
  return {
    name: `in-process worker ${index}`,
    gradients: async (shard, controls, normalizer) => ({
      answer: engine.gradients(shard, controls, normalizer).then((sums) => ({
        sums,
        addTo: (total) => {
          const gradient = fieldBlock(store, "gradient");
          addGradient(total, (into, start) => into.set(gradient.subarray(start, start + into.length)));
        },
      })),
    }),
    evaluate: async (shard, controls) => ({ answer: engine.evaluate(shard, controls) }),
  };
}
