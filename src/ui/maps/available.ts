/** A chosen layer or head may not exist in the model that is shown. These functions return the nearest that does. */

/** @param layer null is the last layer */
export function availableLayer(layer: number | null, layers: number): number {
  return layer === null ? layers - 1 : Math.min(layer, layers - 1);
}

/** A head by its index, or a way of combining all heads, which always exists. */
export function availableHead<Combined extends string>(head: number | Combined, heads: number): number | Combined {
  return typeof head === 'number' ? Math.min(head, heads - 1) : head;
}
