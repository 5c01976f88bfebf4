import { expect, test } from 'vitest';
import { availableHead, availableLayer } from './available';

test('a layer or head that the model lacks gives way to its last one', () => {
  expect([availableLayer(null, 4), availableLayer(2, 4), availableLayer(9, 4)]).toEqual([3, 2, 3]);
  expect([availableHead('mean', 3), availableHead(1, 3), availableHead(7, 3)]).toEqual(['mean', 1, 2]);
});
