/** The attention of one model for one picture, and how to read it. Pure arithmetic on numbers that the worker sent once. */
import type { HeadFusion } from './rollout';

/** What every map is computed from. T is the length of the sequence: prefix tokens and patches. */
export interface AttentionRecord {
  layers: number;
  heads: number;
  /** Patches per side. */
  grid: number;
  /** Prefix tokens: 2 with a distillation token (or second class token). */
  tokens: 1 | 2;
  /** Softmax outputs, [layers, heads, T, T]; rows are queries. */
  attention: Float32Array;
  /** For each prefix token, the row of the rollout that is weighted by the gradient of that token's own head, [T]. */
  gradientRollout: { cls: ArrayLike<number>; dist: ArrayLike<number> | null };
}

/** The rows of both prefix tokens for one method, with the matrix that the patches are read from. */
export interface TokenRows {
  /** Number of prefix tokens. */
  prefixes: number;
  /** T. */
  tokens: number;
  /** [T]. */
  cls: ArrayLike<number>;
  /** [T]; null without a second token. */
  dist: ArrayLike<number> | null;
  /** [T, T]; rows look, columns are looked at. */
  matrix: ArrayLike<number>;
}

/** T: the number of prefix tokens and patches. */
export function sequenceLength({ grid, tokens }: Pick<AttentionRecord, 'grid' | 'tokens'>): number {
  return grid * grid + tokens;
}

/** The attention matrix of one head of a layer, or of all its heads combined, [T, T]. */
export function attentionMatrix(record: AttentionRecord, layer: number, head: number | HeadFusion): ArrayLike<number> {
  const { attention, heads } = record;
  const size = sequenceLength(record) ** 2;
  const of = (h: number) => attention.subarray((layer * heads + h) * size, (layer * heads + h + 1) * size);
  if (typeof head === 'number') return of(head);
  const fused = Float64Array.from(of(0));
  for (let h = 1; h < heads; h++) {
    const other = of(h);
    for (let i = 0; i < size; i++) {
      if (head === 'mean') fused[i]! += other[i]!;
      else fused[i] = head === 'max' ? Math.max(fused[i]!, other[i]!) : Math.min(fused[i]!, other[i]!);
    }
  }
  return head === 'mean' ? fused.map((value) => value / heads) : fused;
}

/** The rows of the prefix tokens in a matrix [T, T]. */
export function rowsOf(record: AttentionRecord, matrix: ArrayLike<number>): TokenRows {
  const tokens = sequenceLength(record);
  const row = (token: number) => Float64Array.from({ length: tokens }, (_, i) => matrix[token * tokens + i]!);
  return { prefixes: record.tokens, tokens, cls: row(0), dist: record.tokens === 2 ? row(1) : null, matrix };
}
