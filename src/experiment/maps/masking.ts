import { RandomStream } from '../random';

/** Number of hidden patches at each point of a drop curve, from none to all, [≤ most + 1], rising. */
export function hiddenCounts(patches: number, most = 16): number[] {
  const points = Math.min(patches, most);
  return Array.from({ length: points + 1 }, (_, i) => Math.round((i * patches) / points));
}

/** Indices of the patches by falling value of a map; of equal values the first comes first, [patches]. */
export function fallingOrder(values: ArrayLike<number>): number[] {
  return Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[b]! - values[a]! || a - b);
}

/** Random orders, the same for the same seed, [count][patches]. */
export function randomOrders(patches: number, count: number, seed: number): number[][] {
  const stream = new RandomStream(seed, 'mask');
  return Array.from({ length: count }, (_, i) => [...stream.permutation(patches, i)]);
}

/** Masks that hide the first patches of an order: 1 is hidden, 0 is visible, [counts][patches]. */
export function masksOf(order: readonly number[], counts: readonly number[]): Uint8Array<ArrayBuffer>[] {
  return counts.map((count) => {
    const mask = new Uint8Array(order.length);
    for (const patch of order.slice(0, count)) mask[patch] = 1;
    return mask;
  });
}

/** How a probability falls if patches are hidden: in the order of a map, and in several random orders. */
export interface DropCurves {
  /** Number of hidden patches, [points]. */
  hidden: readonly number[];
  /** Probability with the map's order, [points]. */
  ordered: readonly number[];
  /** Mean, lowest and highest of the random orders, [points] each. */
  mean: readonly number[];
  low: readonly number[];
  high: readonly number[];
  /** Mean of `mean − ordered` over the points between none and all: positive if the map's order lowers the probability more. */
  ahead: number;
  /** Number of those points that lie below, and above, all random orders. */
  below: number;
  above: number;
}

/** @param probabilities of one class, [1 + random orders][points]; the first is the map's order */
export function dropCurves(hidden: readonly number[], probabilities: readonly (readonly number[])[]): DropCurves {
  const [ordered, ...random] = probabilities as [readonly number[], ...(readonly number[])[]];
  const at = (point: number) => random.map((curve) => curve[point]!);
  const mean = hidden.map((_, i) => at(i).reduce((a, b) => a + b, 0) / random.length);
  const low = hidden.map((_, i) => Math.min(...at(i)));
  const high = hidden.map((_, i) => Math.max(...at(i)));
  // If nothing or everything is hidden, all orders are the same.
  const inner = hidden.map((_, i) => i).slice(1, -1);
  return {
    hidden,
    ordered,
    mean,
    low,
    high,
    ahead: inner.reduce((sum, i) => sum + mean[i]! - ordered[i]!, 0) / Math.max(1, inner.length),
    below: inner.filter((i) => ordered[i]! < low[i]!).length,
    above: inner.filter((i) => ordered[i]! > high[i]!).length,
  };
}
