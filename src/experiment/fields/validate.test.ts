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
    [{ dim: 70 }, 'Width: asked for 70, used 64 (multiples of 16).'],
    [{ depth: 99 }, 'Depth: asked for 99 blocks, used 12 blocks (largest possible).'],
    [{ epochs: -3, warmupEpochs: 0 }, 'Stop after: asked for -3 epochs, used 1 epoch (smallest possible).'],
    [{ tau: Number.NaN }, 'Temperature τ: asked for NaN, used 3 (it must be a number).'],
    [{ heads: 3 }, 'Attention heads: asked for 3, used 2 (it must divide the width).'],
    [
      { patchSize: 7 },
      'Patch size: asked for 7 px, used 8 px (it must divide the image size and leave 4 to 260 tokens).',
    ],
    [
      { imageSize: 224, patchSize: 4 },
      'Patch size: asked for 4 px, used 14 px (it must divide the image size and leave 4 to 260 tokens).',
    ],
    [{ crop: 'zoom' }, 'Crop: asked for “zoom”, used Resized (possible: none, shift, resized).'],
    [
      { dataset: 'own' },
      'Teacher: asked for Pretrained, used Train here first (no pretrained teacher is shipped for this data set).',
    ],
    [
      { teacherFamily: 'regnety' },
      'Teacher’s kind: asked for RegNetY, used ResNet (no pretrained teacher of this kind is shipped for this data set).',
    ],
    [{ teacher: 'none' }, 'Teacher’s term: asked for Hard, used None (there is no teacher).'],
    [{ epochs: 1 }, 'Warm-up: asked for 2 epochs, used 1 epoch (the run is not longer).'],
    [{ learningRate: 1e-6 }, 'Learning rate: asked for 1e-6, used 1e-5 (it ends at the final learning rate).'],
    [{ labelNoise: 0.9 }, 'Wrong labels: asked for 0.9, used 0.8 (largest possible).'],
    [
      { trainImages: 500, labelledImages: 501 },
      'Labelled images: asked for 501, used all (500 training images are used).',
    ],
    [{ trainImages: 10 }, 'Batch: asked for 64 images, used 10 images (there are no more training images).'],
  ])('%o', (change, message) => {
    expect(validate({ ...DEFAULTS, ...change }).messages).toEqual([message]);
  });

  test('a kind of teacher means nothing if there is no choice', () => {
    const { config, messages } = validate({ ...DEFAULTS, dataset: 'mnist', teacherFamily: 'regnety' });
    expect([config.teacherFamily, messages]).toEqual(['resnet', []]);
  });

  test('more training images than there are', () => {
    expect(validate({ ...DEFAULTS, trainImages: 9000 }, 6000).messages).toEqual([
      'Training images: asked for 9000, used all (the data set has 6000).',
    ]);
  });

  test('an image size that no patch divides is changed', () => {
    const { config } = validate({ ...DEFAULTS, imageSize: 212, patchSize: 16 });
    expect([config.imageSize, config.patchSize]).toEqual([208, 16]);
  });
});
