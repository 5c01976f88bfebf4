import { expect, test } from 'vitest';
import { prefixMap } from './prefixMap';

test('returns the row of a token without the columns of the prefix tokens, for one head or the mean', () => {
  const [layers, heads, grid, tokens] = [2, 2, 2, 2 as const];
  const sequence = tokens + grid * grid;
  // The value of every element encodes its layer, head, query and key.
  const attention = Float32Array.from({ length: layers * heads * sequence ** 2 }, (_, i) => {
    const key = i % sequence;
    const query = Math.floor(i / sequence) % sequence;
    const head = Math.floor(i / sequence ** 2) % heads;
    return 1000 * Math.floor(i / (heads * sequence ** 2)) + 100 * head + 10 * query + key;
  });
  const inspection = { attention, heads, grid, tokens };
  expect([...prefixMap(inspection, 0, { layer: 0, head: 1 })]).toEqual([102, 103, 104, 105]);
  expect([...prefixMap(inspection, 1, { layer: 1, head: 0 })]).toEqual([1012, 1013, 1014, 1015]);
  expect([...prefixMap(inspection, 1, { layer: 1, head: 'mean' })]).toEqual([1062, 1063, 1064, 1065]);
});
