import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { openGpu } from '../../gpu/device';
import { fusedBackend } from '../../gpu/fused';
import { randomValues } from '../../kernels/example';
import { expectMatchesReference } from '../../testing/compare';
import { geluBackward, geluReference } from './gelu';

beforeAll(openGpu);

test('its derivative matches the composition’s on random sizes, far from zero too', async () => {
  const backward = (x: tf.Tensor) =>
    tf.customGrad((x, save) => {
      (save as tf.GradSaveFunc)([x as tf.Tensor]);
      return {
        value: geluReference(x as tf.Tensor),
        gradFunc: (dy: tf.Tensor, [x]: tf.Tensor[]) => geluBackward(fusedBackend()!, x!, dy),
      };
    })(x);
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
      fc.constantFrom(1, 4, 30),
      fc.nat(1000),
      async (shape, scale, seed) => {
        await expectMatchesReference(
          (x) => backward(x!),
          (x) => geluReference(x!),
          [randomValues(shape, seed, scale)],
        );
      },
    ),
    { numRuns: 10 },
  );
});
