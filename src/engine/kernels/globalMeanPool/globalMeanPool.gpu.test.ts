import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { openGpu } from '../../gpu/device';
import { randomValues } from '../../kernels/example';
import { expectMatchesReference } from '../../testing/compare';
import { globalMeanPool } from '.';
import { globalMeanPoolReference } from './reference';

beforeAll(openGpu);

test('the mean and its gradient match the composition on random shapes', async () => {
  const side = fc.integer({ min: 1, max: 9 });
  const shapes = fc.tuple(fc.integer({ min: 1, max: 5 }), side, side, fc.integer({ min: 1, max: 21 }));
  await fc.assert(
    fc.asyncProperty(shapes, fc.nat(1000), async (shape, seed) => {
      await expectMatchesReference(
        (x) => globalMeanPool(x!),
        (x) => globalMeanPoolReference(x!),
        [randomValues(shape, seed)],
      );
    }),
    { numRuns: 10 },
  );
});
