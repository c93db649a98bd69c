/** The posterior with a committed rate (`family/committedRate.ts`) as nodes of the encoder. */
import { logVarianceBounds, roundingMargin } from "../family/committedRate";
import type { GraphBuilder, Value } from "./graph";

export interface PosteriorValues {
  /** [batch, latent] */
  readonly mean: Value;
  /** [batch, latent] */
  readonly logVariance: Value;
}

/** From what the encoder's linear layer gives for μ and ln σ². */
export function addCommittedRate(graph: GraphBuilder, { mean, logVariance }: PosteriorValues, delta: number) {
  const { lower, upper } = logVarianceBounds(delta);
  const rise = graph.node("Mul", [graph.node("Sigmoid", [logVariance]), graph.float(upper - lower)]);
  const bounded = graph.node("Add", [rise, graph.float(lower)]);
  const slack = graph.node("Sub", [bounded, graph.node("Exp", [bounded])]);
  const least = graph.node("Max", [graph.node("Add", [slack, graph.float(2 * delta + 1)]), graph.float(0)]);
  const margin = graph.node("Add", [least, graph.float(roundingMargin(delta))]);
  const distance = graph.node("Sqrt", [graph.node("Add", [margin, graph.node("Mul", [mean, mean])])]);
  const right = graph.node("GreaterOrEqual", [mean, graph.float(0)]);
  return {
    mean: graph.node("Where", [right, distance, graph.node("Neg", [distance])]),
    logVariance: bounded,
  } satisfies PosteriorValues;
}
