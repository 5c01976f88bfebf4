import type { AttentionSnapshot, Picture } from '../../worker/protocol';
import { type Colormap, writeColor } from '../theme/colormap';

/** Positions of the tokens in the sequence: the row of the attention matrix to read. */
export const TOKEN = { cls: 0, dist: 1 } as const;

/** Selects a map of one probe and token: a layer, and one head or the mean of all heads. */
export interface LayerAndHead {
  layer: number;
  head: number | 'mean';
}

/** One token's attention to the patches, [grid · grid] row-major. Probe, layer and head must lie in the snapshot. */
export function readMap(
  { maps, layers, heads, grid, tokens }: AttentionSnapshot,
  probe: number,
  token: number,
  { layer, head }: LayerAndHead,
): Float32Array {
  const patches = grid * grid;
  const at = (h: number) => (((probe * layers + layer) * heads + h) * tokens + token) * patches;
  if (head !== 'mean') return maps.slice(at(head), at(head) + patches);
  const mean = new Float32Array(patches);
  for (let h = 0; h < heads; h++) {
    for (let patch = 0; patch < patches; patch++) mean[patch]! += maps[at(h) + patch]! / heads;
  }
  return mean;
}

/** a − b, element by element. */
export function difference(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((value, i) => value - b[i]!);
}

/** Index and magnitude of the element with the largest magnitude. */
export function peak(values: Float32Array): { patch: number; size: number } {
  let patch = 0;
  for (let i = 1; i < values.length; i++) if (Math.abs(values[i]!) > Math.abs(values[patch]!)) patch = i;
  return { patch, size: Math.abs(values[patch] ?? 0) };
}

/** Enlarges a square map from `grid` to `side` bilinearly, with aligned pixel centres and repeated edges. */
export function enlarge(values: Float32Array, grid: number, side: number): Float32Array {
  const enlarged = new Float32Array(side * side);
  const last = grid - 1;
  for (let y = 0; y < side; y++) {
    const fromY = Math.min(last, Math.max(0, ((y + 0.5) * grid) / side - 0.5));
    const top = Math.min(Math.floor(fromY), Math.max(0, last - 1));
    const bottom = Math.min(last, top + 1);
    for (let x = 0; x < side; x++) {
      const fromX = Math.min(last, Math.max(0, ((x + 0.5) * grid) / side - 0.5));
      const left = Math.min(Math.floor(fromX), Math.max(0, last - 1));
      const right = Math.min(last, left + 1);
      const [down, across] = [fromY - top, fromX - left];
      const upper = values[top * grid + left]! * (1 - across) + values[top * grid + right]! * across;
      const lower = values[bottom * grid + left]! * (1 - across) + values[bottom * grid + right]! * across;
      enlarged[y * side + x] = upper * (1 - down) + lower * down;
    }
  }
  return enlarged;
}

/** Draws a square map as a picture. `range` holds the values of the two ends of the colour scale. */
export function paintMap(values: Float32Array, side: number, colors: Colormap, [low, high]: [number, number]): Picture {
  const rgba = new Uint8ClampedArray(4 * side * side);
  const span = high - low;
  for (let i = 0; i < side * side; i++) writeColor(colors, span > 0 ? (values[i]! - low) / span : 0, rgba, 4 * i);
  return { rgba, width: side, height: side };
}
