/**
 * Where the components of a mixture begin: k-means++ (Arthur and Vassilvitskii 2007) and a few rounds of Lloyd's
 * algorithm on the posterior means, each dimension measured in its own deviations.
 */
import type { Random } from "../../random";
import type { Posteriors } from "./posteriors";

const ROUNDS = 5;

/** The cluster of each posterior. */
export function kMeans(posteriors: Posteriors, clusters: number, random: Random): Int32Array {
  const { count, dimension: d } = posteriors;
  const points = standardised(posteriors);
  const centres = chooseCentres(points, count, d, clusters, random);
  const cluster = new Int32Array(count);
  for (let round = 0; round < ROUNDS; round++) {
    assign(points, centres, d, cluster);
    moveCentres(points, cluster, centres, d);
  }
  return cluster;
}

function chooseCentres(points: Float64Array, count: number, d: number, clusters: number, random: Random): Float64Array {
  const centres = new Float64Array(clusters * d);
  const nearest = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  let chosen = random.integer(count);
  for (let k = 0; k < clusters; k++) {
    centres.set(points.subarray(chosen * d, (chosen + 1) * d), k * d);
    let total = 0;
    for (let n = 0; n < count; n++) {
      nearest[n] = Math.min(nearest[n], squaredDistance(points, n, centres, k, d));
      total += nearest[n];
    }
    chosen = drawIndex(nearest, total, random);
  }
  return centres;
}

/** An index with probability in proportion to its weight; any of them where all weights are zero. */
function drawIndex(weights: Float64Array, total: number, random: Random): number {
  let left = random.uniform() * total;
  const index = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return index >= 0 ? index : random.integer(weights.length);
}

function assign(points: Float64Array, centres: Float64Array, d: number, cluster: Int32Array): void {
  const clusters = centres.length / d;
  for (let n = 0; n < cluster.length; n++) {
    let best = Number.POSITIVE_INFINITY;
    for (let k = 0; k < clusters; k++) {
      const distance = squaredDistance(points, n, centres, k, d);
      if (distance < best) {
        best = distance;
        cluster[n] = k;
      }
    }
  }
}

/** A cluster that lost its last point stays where it was. */
function moveCentres(points: Float64Array, cluster: Int32Array, centres: Float64Array, d: number): void {
  const sums = new Float64Array(centres.length);
  const counts = new Float64Array(centres.length / d);
  for (const [n, k] of cluster.entries()) {
    counts[k]++;
    for (let i = 0; i < d; i++) sums[k * d + i] += points[n * d + i];
  }
  for (let index = 0; index < centres.length; index++) {
    const count = counts[Math.floor(index / d)];
    if (count > 0) centres[index] = sums[index] / count;
  }
}

function squaredDistance(points: Float64Array, n: number, centres: Float64Array, k: number, d: number): number {
  let sum = 0;
  for (let i = 0; i < d; i++) sum += (points[n * d + i] - centres[k * d + i]) ** 2;
  return sum;
}

/** The means, each dimension with mean 0 and deviation 1; one that never varies stays 0. */
function standardised({ count, dimension: d, means }: Posteriors): Float64Array {
  const mean = new Float64Array(d);
  const square = new Float64Array(d);
  for (let index = 0; index < means.length; index++) mean[index % d] += means[index] / count;
  for (let index = 0; index < means.length; index++) {
    square[index % d] += (means[index] - mean[index % d]) ** 2 / count;
  }
  return means.map((value, index) => {
    const variance = square[index % d];
    return variance > 0 ? (value - mean[index % d]) / Math.sqrt(variance) : 0;
  });
}
