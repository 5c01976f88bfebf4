import * as tf from '@tensorflow/tfjs-core';
import type { Matrix, Rows } from './matrix';

/** A factor for each image's rows, at `start` of a flat tensor: what stochastic depth drew for this step. */
export interface RowScale {
  values: tf.Tensor;
  start: number;
}

/** WGSL expression for the factor of a row, from a binding `scale`. */
export function scaleOf({ start }: RowScale, row: string, rowsAnImage: number): string {
  return `scale[${start}u + (${row}) / ${rowsAnImage}u]`;
}

/** The rows of a matrix, each multiplied by its image's factor while it is read. */
export class ScaledRows implements Rows {
  constructor(
    private readonly rows: Matrix,
    private readonly scale: RowScale,
    private readonly rowsAnImage: number,
  ) {}

  base(row: string): string {
    return `ScaledRow(${this.rows.base(row)}, ${scaleOf(this.scale, row, this.rowsAnImage)})`;
  }

  load(base: string, group: string): string {
    return `${this.rows.load(`${base}.at`, group)} * ${base}.factor`;
  }

  get code(): string {
    return `${this.rows.code}\nstruct ScaledRow { at: u32, factor: f32 }`;
  }
}

/** The same as a plain composition: branch [B, T, D] times each image's factor. */
export function scaledReference(branch: tf.Tensor, scale: RowScale | null): tf.Tensor {
  if (!scale) return branch;
  const [batch] = branch.shape as [number];
  return tf.mul(branch, tf.reshape(tf.slice(scale.values, scale.start, batch), [batch, 1, 1]));
}
