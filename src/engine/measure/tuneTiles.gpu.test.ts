import { beforeAll, expect, test } from 'vitest';
import { microExperiment } from '../../experiment/testing/microExperiment';
import { openGpu } from '../gpu/device';
import { fusedBackend } from '../gpu/fused';
import { candidates, chooseTiles, keyOf, type Product, tileOf } from '../kernels/wgsl/tiles';
import { productsOf, tuneTiles } from './tuneTiles';

beforeAll(openGpu);

const ENDLESS = new AbortController().signal;
const FEW: Product[] = [
  { form: 'NT', m: 96, n: 32, k: 24 },
  { form: 'TN', m: 32, n: 24, k: 96 },
];

test('a measured tile is used, and is one of the candidates of its product', async () => {
  const gpu = fusedBackend()!;
  const choice = await tuneTiles(gpu, FEW, {}, 60_000, ENDLESS);
  expect(Object.keys(choice)).toEqual(FEW.map(keyOf));
  chooseTiles(gpu, choice);
  for (const product of FEW) {
    const { rows, cols, sharing } = choice[keyOf(product)]!;
    const tile = tileOf(gpu, product);
    expect({ rows: tile.rows, cols: tile.cols, sharing: tile.sharing !== undefined }).toEqual({ rows, cols, sharing });
    expect(candidates(gpu.subgroups, product)).toContainEqual(tile);
  }
});

test('known tiles are not measured again, and without time nothing is measured', async () => {
  const gpu = fusedBackend()!;
  const known = { [keyOf(FEW[0]!)]: { rows: 4, cols: 4, sharing: false } };
  expect(Object.keys(await tuneTiles(gpu, FEW, known, 60_000, ENDLESS))).toEqual([keyOf(FEW[1]!)]);
  expect(await tuneTiles(gpu, FEW, {}, -1, ENDLESS)).toEqual({});
});

test('a tile that this adapter does not support is not used', () => {
  const gpu = fusedBackend()!;
  const product: Product = { form: 'NN', m: 40, n: 20, k: 12 };
  const before = tileOf(gpu, product);
  chooseTiles(gpu, { [keyOf(product)]: { rows: 1000, cols: 4, sharing: true } });
  expect(tileOf(gpu, product)).toEqual(before);
});

test('the products of a step are four layers of a block, forward and both gradients, largest first', () => {
  const products = productsOf(microExperiment({ dim: 32, mlpRatio: 4, batchSize: 8 }));
  expect(products).toHaveLength(12);
  const work = products.map(({ m, n, k }) => m * n * k);
  expect(work).toEqual([...work].sort((a, b) => b - a));
});
