import { beforeAll, test } from 'vitest';
import { openGpu } from '../gpu/device';
import { expectMatchesReference, randomValues } from '../testing/compare';
import { globalMeanPool, globalMeanPoolReference } from './pool';

beforeAll(openGpu);

test.each([
  [1, 1, 1, 1],
  [3, 4, 5, 6],
  [2, 7, 7, 20],
])('the mean of [%i, %i, %i, %i] and its gradient match the composition', async (...shape) => {
  await expectMatchesReference(
    (x) => globalMeanPool(x!),
    (x) => globalMeanPoolReference(x!),
    [randomValues(shape)],
  );
});
