import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyConfig } from '../testing/arbitraryConfig';
import { recordedPlanOf } from '../trials/plan';
import { decodeExperiment, encodeExperiment } from './address';
import { ASSUMED, migrate } from './migrate';
import { DEFAULTS, FIELDS } from './table';
import { validate } from './validate';

test('known values stay, missing ones are assumed, unknown ones stay for validation', () => {
  fc.assert(
    fc.property(anyConfig, (config) => {
      expect(migrate(config)).toEqual(config);
    }),
  );
  expect(migrate({})).toEqual(ASSUMED);
  expect(migrate({ tau: undefined, dim: 'wide' })).toEqual({ ...ASSUMED, dim: 'wide' });
});

// Files of the first release have all of these fields; links leave out those that have this value. If a default changes, its row
// needs `assumed` with the value here.
test('what a missing field means never changes', () => {
  expect(ASSUMED).toMatchObject({
    ...{ dataset: 'shapes', trainImages: 0, labelledImages: 0, labelNoise: 0 },
    ...{ imageSize: 32, patchSize: 8, dim: 64, depth: 4, heads: 4, mlpRatio: 4, distToken: true, dropPath: 0 },
    ...{ teacher: 'pretrained', teacherFamily: 'resnet', teacherWidth: 16, teacherEpochs: 5 },
    ...{ distillation: 'hard', tau: 3, lambda: 0.5, klNormalisation: 'batchmean' },
    ...{ labelSmoothing: 0, teacherSmoothing: 0, batchSize: 64, epochs: 20 },
    ...{ learningRate: 1e-3, minLearningRate: 1e-5, warmupEpochs: 2, weightDecay: 0.05, ema: 0, seed: 1 },
    ...{ crop: 'resized', shiftPixels: 4, border: 'black', cropMinArea: 0.2, flip: true },
    ...{ randAugment: 0, erasing: 0, mixup: 0, cutmix: 0, repeats: 1 },
  });
});

describe.each(FIELDS.map(({ key }) => key))('a file from before %s was a field', (key) => {
  const config = { ...DEFAULTS, [key]: ASSUMED[key] };
  const { [key]: _, ...earlier } = config;

  test('means the same in a plan with results and in an address', () => {
    const plan = { base: earlier, strategies: ['token-hard'], seeds: [1] };
    expect(recordedPlanOf(plan, 'plan.json').base).toEqual(config);
    const address = encodeExperiment({ ...config, seed: 7 });
    expect(decodeExperiment(address)).toEqual(validate({ ...config, seed: 7 }));
  });
});
