import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KERNEL_EXAMPLES } from './registry';

test('every op has an example, and its inputs have finite sizes', () => {
  const folders = readdirSync('src/engine/kernels', { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'wgsl')
    .map(({ name }) => name);
  expect(Object.keys(KERNEL_EXAMPLES).sort()).toEqual(folders.sort());
  for (const { shape, inputs } of Object.values(KERNEL_EXAMPLES))
    for (const values of inputs(Object.values(shape)))
      expect(values.data).toHaveLength(values.shape.reduce((a, b) => a * b, 1));
});
