/** Which numbers of an inspection a map shows. All arithmetic of the page: nothing here asks the worker. */
import { type HeadFusion, rollout } from '../../experiment/maps/rollout';
import type { MapMethod, MapScale, MapToken } from '../../state/mapChoice';
import type { Inspection } from '../../worker/protocol';

/** What the arithmetic needs of an inspection. */
export type Seen = Pick<Inspection, 'layers' | 'heads' | 'grid' | 'tokens' | 'attention' | 'gradientRollout'>;

export interface ReadingChoice {
  method: MapMethod;
  layer: number;
  head: number | HeadFusion;
  fusion: HeadFusion;
  discard: number;
}

/** The rows of both prefix tokens by one method, and the matrix they are from. T: all tokens. */
export interface TokenRows {
  /** Prefix tokens. */
  prefixes: number;
  /** All tokens. */
  tokens: number;
  /** Over all tokens, [T]. */
  cls: ArrayLike<number>;
  dist: ArrayLike<number> | null;
  /** [T, T], rows look, columns are looked at. Gradients lead to the heads alone: patches are then read by rollout. */
  matrix: ArrayLike<number>;
}

export function tokensOf({ grid, tokens }: Pick<Seen, 'grid' | 'tokens'>): number {
  return grid * grid + tokens;
}

/** One head's softmax matrix of one layer, or the heads' fused, [T, T]. */
export function attentionMatrix(seen: Seen, layer: number, head: number | HeadFusion): ArrayLike<number> {
  const size = tokensOf(seen) ** 2;
  const of = (h: number) =>
    seen.attention.subarray((layer * seen.heads + h) * size, (layer * seen.heads + h + 1) * size);
  if (typeof head === 'number') return of(head);
  const fused = Float64Array.from(of(0));
  for (let h = 1; h < seen.heads; h++) {
    const other = of(h);
    for (let i = 0; i < size; i++) {
      if (head === 'mean') fused[i]! += other[i]!;
      else fused[i] = head === 'max' ? Math.max(fused[i]!, other[i]!) : Math.min(fused[i]!, other[i]!);
    }
  }
  return head === 'mean' ? fused.map((value) => value / seen.heads) : fused;
}

export function tokenRows(seen: Seen, choice: ReadingChoice): TokenRows {
  const tokens = tokensOf(seen);
  const matrix = choice.method === 'raw' ? attentionMatrix(seen, choice.layer, choice.head) : rolledOut(seen, choice);
  const row = (token: number) => Float64Array.from({ length: tokens }, (_, i) => matrix[token * tokens + i]!);
  const two = seen.tokens === 2;
  if (choice.method === 'gradient') {
    const { cls, dist } = seen.gradientRollout;
    return { prefixes: seen.tokens, tokens, cls, dist, matrix };
  }
  return { prefixes: seen.tokens, tokens, cls: row(0), dist: two ? row(1) : null, matrix };
}

function rolledOut(seen: Seen, { fusion, discard }: ReadingChoice): Float64Array {
  const tokens = tokensOf(seen);
  const size = seen.heads * tokens ** 2;
  const layers = Array.from({ length: seen.layers }, (_, layer) =>
    seen.attention.subarray(layer * size, (layer + 1) * size),
  );
  return rollout(layers, seen.heads, tokens, { fusion, discard });
}

/** The token whose map can be shown: without a distillation token only the class token's. */
export function availableToken(token: MapToken, tokens: 1 | 2): MapToken {
  return tokens === 2 ? token : 'cls';
}

/** A map over the patches, [patches]; the difference is class token minus distillation token. */
export function mapOf(reading: TokenRows, token: MapToken, method: MapMethod): Float32Array {
  const patches = (row: ArrayLike<number>) => Float32Array.from(Array.from(row).slice(reading.prefixes));
  const { dist } = reading;
  if (token === 'cls' || dist === null) return patches(reading.cls);
  if (token === 'dist') return patches(dist);
  // Gradients of two heads have no common unit: compared are the shares of each map.
  const [a, b] =
    method === 'gradient'
      ? [shares(patches(reading.cls)), shares(patches(dist))]
      : [patches(reading.cls), patches(dist)];
  return a.map((value, i) => value - b[i]!);
}

function shares(values: Float32Array): Float32Array {
  const sum = values.reduce((a, b) => a + b, 0);
  return sum > 0 ? values.map((value) => value / sum) : values;
}

/** How much the class token looks at the distillation token, R[0,1], and the other way, R[1,0]; null without the latter. */
export function betweenTokens({ cls, dist }: TokenRows): { clsToDist: number; distToCls: number } | null {
  return dist && { clsToDist: cls[1]!, distToCls: dist[0]! };
}

/** What a patch looks at, and what share of each patch's look goes to it, [patches] each. */
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

/** Share of a map that lies on the object, 0…1; null where the map is empty. `object` is each patch's covered share. */
export function shareOnObject(values: ArrayLike<number>, object: ArrayLike<number>): number | null {
  let on = 0;
  let all = 0;
  for (let i = 0; i < object.length; i++) {
    on += values[i]! * object[i]!;
    all += values[i]!;
  }
  return all > 0 ? on / all : null;
}

/** Share of the picture that the object covers: what a map without any preference would have on it. */
export function coverage(object: ArrayLike<number>): number {
  return shareOnObject(new Float32Array(object.length).fill(1), object) ?? 0;
}

function largest(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

/** One map of every layer and head, with the heads' mean before them; [layer][mean, heads…]. */
export function gridMaps(seen: Seen, token: MapToken): Float32Array[][] {
  const columns: (number | HeadFusion)[] = ['mean', ...Array.from({ length: seen.heads }, (_, head) => head)];
  return Array.from({ length: seen.layers }, (_, layer) =>
    columns.map((head) => {
      const matrix = attentionMatrix(seen, layer, head);
      const tokens = tokensOf(seen);
      const row = (at: number) => Array.prototype.slice.call(matrix, at * tokens, (at + 1) * tokens) as number[];
      const reading = { prefixes: seen.tokens, tokens, matrix, cls: row(0), dist: seen.tokens === 2 ? row(1) : null };
      return mapOf(reading, token, 'raw');
    }),
  );
}

/** Upper ends of the colour scale: of every map, [layer][column], by what the scale is taken from. */
export function gridPeaks(maps: readonly (readonly Float32Array[])[], scale: MapScale): number[][] {
  const own = maps.map((layer) => layer.map(largest));
  if (scale === 'map') return own;
  const layers = own.map((layer) => Math.max(...layer));
  const all = Math.max(...layers);
  return own.map((layer, i) => layer.map(() => (scale === 'layer' ? layers[i]! : all)));
}

/** Upper end of the colour scale of the map that is shown. */
export function peakOf(
  values: Float32Array,
  { method, layer, head, scale }: Pick<ReadingChoice, 'method' | 'layer' | 'head'> & { scale: MapScale },
  grid: readonly (readonly Float32Array[])[],
  siblings: readonly Float32Array[],
): number {
  const own = largest(values);
  if (scale === 'map') return own;
  // One map a token: a layer and all layers are the same to rollout.
  if (method !== 'raw') return Math.max(own, ...siblings.map(largest));
  const peaks = gridPeaks(grid, scale);
  // Max and min of the heads are not in the grid.
  return Math.max(typeof head === 'number' || head === 'mean' ? 0 : own, peaks[layer]![0]!);
}

/** SVG path along the patches' edges around the patches that the object covers at least by half. */
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
