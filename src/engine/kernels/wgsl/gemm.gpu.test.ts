import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { openGpu } from '../../gpu/device';
import { fusedBackend } from '../../gpu/fused';
import { readTensors } from '../../gpu/readback';
import { randomValues } from '../../kernels/example';
import { operandShapes, plainProduct } from './plainProduct';
import { candidates, type Product } from './tiles';

beforeAll(openGpu);

const products = fc.record({
  form: fc.constantFrom('NT' as const, 'NN' as const, 'TN' as const),
  m: fc.integer({ min: 1, max: 70 }),
  n: fc.integer({ min: 1, max: 70 }),
  k: fc.integer({ min: 1, max: 90 }),
});

/** A matrix product in float64, parts of the sums added up. */
function reference({ form, m, n, k }: Product, a: ArrayLike<number>, b: ArrayLike<number>): number[] {
  const x = (i: number, l: number) => (form === 'TN' ? a[l * m + i]! : a[i * k + l]!);
  const y = (l: number, j: number) => (form === 'NT' ? b[j * k + l]! : b[l * n + j]!);
  return Array.from({ length: m * n }, (_, at) => {
    let sum = 0;
    for (let l = 0; l < k; l++) sum += x(Math.floor(at / n), l) * y(l, at % n);
    return sum;
  });
}

test('every tile gives the same bits, and the product', async () => {
  const gpu = fusedBackend()!;
  // Without subgroups this test would silently skip half of the tiles.
  expect(gpu.subgroups).not.toBeNull();
  let shared = 0;
  await fc.assert(
    fc.asyncProperty(products, fc.nat(1000), async (product, seed) => {
      const shapes = operandShapes(product);
      const [a, b] = [randomValues(shapes.a, seed), randomValues(shapes.b, seed + 1)];
      const tiles = candidates(gpu.subgroups, product);
      shared += tiles.filter(({ sharing }) => sharing).length;
      const [x, y] = [tf.tensor(a.data, shapes.a), tf.tensor(b.data, shapes.b)];
      const results = tiles.map((tile) => plainProduct(gpu, product, tile, x, y));
      const [first, ...others] = await readTensors(results);
      for (const other of others) expect(other).toEqual(first);
      const { m, n } = product;
      reference(product, a.data, b.data).forEach((value, i) => {
        let sum = 0;
        for (let part = 0; part < first!.length / (m * n); part++) sum += first![part * m * n + i]!;
        expect(Math.abs(sum - value)).toBeLessThan(1e-4);
      });
      tf.dispose([x, y, ...results]);
    }),
    { numRuns: 12 },
  );
  expect(shared).toBeGreaterThan(0);
});
