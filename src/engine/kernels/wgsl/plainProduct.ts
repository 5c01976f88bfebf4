import type { Tensor } from '@tensorflow/tfjs-core';
import type { CapturingBackend } from '../../gpu/capturingBackend';
import { type GemmTile, gemmJob } from './gemm';
import { sideBySide } from './jobs';
import { Matrix } from './matrix';
import { type Product, splitsOf } from './tiles';

/** Shapes of A and B in memory; see `GemmForm`. */
export function operandShapes({ form, m, n, k }: Product): { a: [number, number]; b: [number, number] } {
  return { a: form === 'TN' ? [k, m] : [m, k], b: form === 'NT' ? [n, k] : [k, n] };
}

/**
 * A matrix product and nothing else, with a given tile: for measuring and comparing tiles. [m, n]; in form TN the parts of the
 * sums below each other, [splits·m, n].
 */
export function plainProduct(gpu: CapturingBackend, product: Product, tile: GemmTile, a: Tensor, b: Tensor): Tensor {
  const { form, m, n, k } = product;
  const splits = form === 'TN' ? splitsOf(m, n, k) : 1;
  const shapes = operandShapes(product);
  const [from, by, to] = [new Matrix('left', shapes.a[1]), new Matrix('right', shapes.b[1]), new Matrix('result', n)];
  return gpu.run({
    name: 'product',
    inputs: { left: from.operand(a), right: by.operand(b) },
    outputs: { result: to.output([splits * m, n]) },
    ...sideBySide(
      [gemmJob({ name: 'product', form, m, n, k, a: from, b: by, tile, splits, store: 'store' })],
      `${from.code}${by.code}${to.storeCode}
fn store(row: u32, group: u32, sum: vec4f) { let base = ${to.base('row')}; ${to.store('base', 'group', 'sum')} }`,
    ),
  }).result;
}
