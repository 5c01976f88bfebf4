/** The maps of an inspected picture over its patches, and the numbers read from them. Nothing here asks the worker. */
import { type MapMethodId, type MapSettings, mapMethod } from '../../experiment/maps/methods';
import { type AttentionRecord, attentionMatrix, rowsOf, type TokenRows } from '../../experiment/maps/record';
import type { HeadFusion } from '../../experiment/maps/rollout';
import type { MapScale, MapToken } from '../../state/mapChoice';

/** The chosen token, or the class token if the model has no other. */
export function availableToken(token: MapToken, tokens: 1 | 2): MapToken {
  return tokens === 2 ? token : 'cls';
}

/** A map over the patches, [patches]. The difference is class token minus distillation token. */
export function mapOf(rows: TokenRows, token: MapToken, method: MapMethodId): Float32Array {
  const patches = (row: ArrayLike<number>) => Float32Array.from(Array.from(row).slice(rows.prefixes));
  const { cls, dist } = rows;
  if (token === 'cls' || dist === null) return patches(cls);
  if (token === 'dist') return patches(dist);
  const comparable = mapMethod(method).sameUnit ? patches : (row: ArrayLike<number>) => shares(patches(row));
  const second = comparable(dist);
  return comparable(cls).map((value, i) => value - second[i]!);
}

function shares(values: Float32Array): Float32Array {
  const sum = values.reduce((a, b) => a + b, 0);
  return sum > 0 ? values.map((value) => value / sum) : values;
}

/** How much the class token looks at the distillation token, R[0,1], and the reverse, R[1,0]; null without a second token. */
export function betweenTokens({ cls, dist }: TokenRows): { clsToDist: number; distToCls: number } | null {
  return dist && { clsToDist: cls[1]!, distToCls: dist[0]! };
}

/** How much a patch looks at each patch, and how much each patch looks at it, [patches] each. */
export function patchMaps(
  { matrix, prefixes, tokens }: TokenRows,
  patch: number,
): { from: Float32Array; to: Float32Array } {
  const count = tokens - prefixes;
  const own = patch + prefixes;
  return {
    from: Float32Array.from({ length: count }, (_, i) => matrix[own * tokens + prefixes + i]!),
    to: Float32Array.from({ length: count }, (_, i) => matrix[(prefixes + i) * tokens + own]!),
  };
}

/** Share of a map that lies on the object, 0…1; null if the map is empty. `object` holds the covered share of each patch. */
export function shareOnObject(values: ArrayLike<number>, object: ArrayLike<number>): number | null {
  let on = 0;
  let all = 0;
  for (let i = 0; i < object.length; i++) {
    on += values[i]! * object[i]!;
    all += values[i]!;
  }
  return all > 0 ? on / all : null;
}

/** Share of the picture that the object covers. A uniform map has this share on the object. */
export function coverage(object: ArrayLike<number>): number {
  return shareOnObject(new Float32Array(object.length).fill(1), object) ?? 0;
}

function largest(values: Float32Array): number {
  return values.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
}

/** A map for every layer and head, with the mean of the heads first: [layer][mean, heads…]. */
export function gridMaps(record: AttentionRecord, token: MapToken): Float32Array[][] {
  const columns: (number | HeadFusion)[] = ['mean', ...Array.from({ length: record.heads }, (_, head) => head)];
  return Array.from({ length: record.layers }, (_, layer) =>
    columns.map((head) => mapOf(rowsOf(record, attentionMatrix(record, layer, head)), token, 'raw')),
  );
}

/** The upper end of the colour scale of every map, [layer][column]. */
export function gridPeaks(maps: readonly (readonly Float32Array[])[], scale: MapScale): number[][] {
  const own = maps.map((layer) => layer.map(largest));
  if (scale === 'map') return own;
  const layers = own.map((layer) => Math.max(...layer));
  const all = Math.max(...layers);
  return own.map((layer, i) => layer.map(() => (scale === 'layer' ? layers[i]! : all)));
}

/** The upper end of the colour scale of the large map. */
export function peakOf(
  values: Float32Array,
  method: MapMethodId,
  { layer, head, scale }: Pick<MapSettings, 'layer' | 'head'> & { scale: MapScale },
  grid: readonly (readonly Float32Array[])[],
  siblings: readonly Float32Array[],
): number {
  const own = largest(values);
  if (scale === 'map') return own;
  // Such a method has one map for each token, and so nothing else to share a scale with.
  if (!mapMethod(method).perHead) return Math.max(own, ...siblings.map(largest));
  const peaks = gridPeaks(grid, scale);
  // The grid does not contain the max and min of the heads.
  return Math.max(typeof head === 'number' || head === 'mean' ? 0 : own, peaks[layer]![0]!);
}

/** SVG path along the edges of the patches, around those that the object covers at least by half. */
export function outlinePath(object: ArrayLike<number>, grid: number): string {
  const inside = (row: number, column: number) =>
    row >= 0 && column >= 0 && row < grid && column < grid && object[row * grid + column]! >= 0.5;
  let path = '';
  for (let row = 0; row <= grid; row++) {
    for (let column = 0; column <= grid; column++) {
      if (inside(row, column) !== inside(row - 1, column)) path += `M${column} ${row}h1`;
      if (inside(row, column) !== inside(row, column - 1)) path += `M${column} ${row}v1`;
    }
  }
  return path;
}
