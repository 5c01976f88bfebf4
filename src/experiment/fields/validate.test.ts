import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tokenCount } from '../student/shape';
import { anyConfig } from '../testing/arbitraryConfig';
import { DEFAULTS, FIELDS } from './table';
import { MAX_TOKENS, validate } from './validate';

describe('any requested values become a possible experiment', () => {
  const asked = fc.record(
    Object.fromEntries(FIELDS.map((field) => [field.key, fc.oneof(fc.anything(), fc.double(), fc.integer())])),
    { requiredKeys: [] },
  );

  test('without throwing, and a second correction changes nothing', () => {
    fc.assert(
      fc.property(asked, fc.option(fc.integer({ min: 2, max: 60_000 }), { nil: undefined }), (values, trainCount) => {
        const { config } = validate(values, trainCount);
        expect(validate(config, trainCount)).toEqual({ config, messages: [] });
      }),
    );
  });

  test('sizes divide, and tokens stay within the maximum', () => {
    fc.assert(
      fc.property(anyConfig, (values) => {
        const { config } = validate(values);
        expect(config.imageSize % config.patchSize).toBe(0);
        expect(config.dim % config.heads).toBe(0);
        expect(tokenCount(config)).toBeLessThanOrEqual(MAX_TOKENS);
        expect(config.imageSize / config.patchSize).toBeGreaterThanOrEqual(2);
      }),
    );
  });
});

describe('each correction has a message: field, requested and used value, reason', () => {
  test.each([
    [{ dim: 70 }, 'Width: 70 is not possible; using 64 (it must be a multiple of 16).'],
    [{ depth: 99 }, 'Depth: 99 blocks is not possible; using 12 blocks (largest possible).'],
    [{ epochs: -3, warmupEpochs: 0 }, 'Stop after: -3 epochs is not possible; using 1 epoch (smallest possible).'],
    [{ tau: Number.NaN }, 'Temperature τ: NaN is not possible; using 3 (it must be a number).'],
    [{ heads: 3 }, 'Attention heads: 3 is not possible; using 2 (it must divide the width).'],
    [
      { patchSize: 7 },
      'Patch size: 7 px is not possible; using 8 px (it must divide the image size and leave 4 to 260 tokens).',
    ],
    [
      { imageSize: 224, patchSize: 4 },
      'Patch size: 4 px is not possible; using 14 px (it must divide the image size and leave 4 to 260 tokens).',
    ],
    [{ crop: 'zoom' }, 'Crop: “zoom” is not possible; using Resized (possible values: none, shift, resized).'],
    [
      { dataset: 'own' },
      'Teacher: Pretrained is not possible; using Train here first (no pretrained teacher is shipped for this data set).',
    ],
    [
      { teacherFamily: 'regnety' },
      'Teacher’s kind: RegNetY is not possible; using ResNet (no pretrained teacher of this kind is shipped for this data set).',
    ],
    [{ teacher: 'none' }, 'Teacher’s term: Hard is not possible; using None (there is no teacher).'],
    [{ epochs: 1 }, 'Warm-up: 2 epochs is not possible; using 1 epoch (it cannot be longer than the run).'],
    [
      { learningRate: 1e-6 },
      'Learning rate: 1e-6 is not possible; using 1e-5 (it cannot be below the final learning rate).',
    ],
    [{ labelNoise: 0.9 }, 'Wrong labels: 0.9 is not possible; using 0.8 (largest possible).'],
    [
      { trainImages: 500, labelledImages: 501 },
      'Labelled images: 501 is not possible; using all (only 500 training images are used).',
    ],
    [{ trainImages: 10 }, 'Batch: 64 images is not possible; using 10 images (only 10 training images are used).'],
  ])('%o', (change, message) => {
    expect(validate({ ...DEFAULTS, ...change }).messages).toEqual([message]);
  });

  test('a kind of teacher means nothing if there is no choice', () => {
    const { config, messages } = validate({ ...DEFAULTS, dataset: 'mnist', teacherFamily: 'regnety' });
    expect([config.teacherFamily, messages]).toEqual(['resnet', []]);
  });

  test('more training images than there are', () => {
    expect(validate({ ...DEFAULTS, trainImages: 9000 }, 6000).messages).toEqual([
      'Training images: 9000 is not possible; using all (the data set has only 6000).',
    ]);
  });

  test('an image size that no patch divides is changed', () => {
    const { config } = validate({ ...DEFAULTS, imageSize: 212, patchSize: 16 });
    expect([config.imageSize, config.patchSize]).toEqual([208, 16]);
  });
});
