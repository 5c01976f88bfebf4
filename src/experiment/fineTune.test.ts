import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULTS } from './fields/table';
import { MAX_TOKENS, validate } from './fields/validate';
import { fineTuned, fineTunedOf, largerSizes, problemOfSize, usualFineTuning } from './fineTune';
import { withConsequences } from './presets';
import { tokenCount } from './student/shape';
import { anyConfig } from './testing/arbitraryConfig';

describe('sizes', () => {
  test('are larger, in whole patches, and within the maximum number of tokens', () => {
    expect(largerSizes(DEFAULTS)).toEqual([40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120, 128]);
    expect(largerSizes(withConsequences(DEFAULTS, { dataset: 'mnist' }))).toEqual([56, 84, 112]);
  });

  test.each([
    [32, 'Fine-tuning needs a larger size than the 32 px of the trained student: 40, 48, 56 … 128 px.'],
    [24, 'Fine-tuning needs a larger size than the 32 px of the trained student: 40, 48, 56 … 128 px.'],
    [50, '50 px cannot be cut into whole patches of 8 px; the student can be fine-tuned at 40, 48, 56 … 128 px.'],
    [136, 'At 136 px the student has too many tokens; it can be fine-tuned at 40, 48, 56 … 128 px.'],
    [Number.NaN, 'Fine-tuning needs a larger size than the 32 px of the trained student: 40, 48, 56 … 128 px.'],
  ])('%s px is refused in one sentence', (size, sentence) => {
    expect(problemOfSize(DEFAULTS, size)).toBe(sentence);
  });

  test('a student with the maximum number of tokens cannot be fine-tuned', () => {
    const largest = { ...DEFAULTS, imageSize: 128 };
    expect(usualFineTuning(largest)).toBeNull();
    expect(problemOfSize(largest, 256)).toBe(
      'A student with patches of 8 px cannot be fine-tuned at more than its 128 px.',
    );
  });
});

test('from any trained student, fine-tuning is a possible experiment with the same weights except the positions', () => {
  fc.assert(
    fc.property(anyConfig, fc.boolean(), (asked, withTeacher) => {
      const trained = validate(asked).config;
      const usual = usualFineTuning(trained);
      if (!usual) return;
      const config = fineTuned(trained, { ...usual, withTeacher });
      expect(validate(config)).toEqual({ config, messages: [] });
      expect(tokenCount(config)).toBeGreaterThan(tokenCount(trained));
      expect(tokenCount(config)).toBeLessThanOrEqual(MAX_TOKENS);
      for (const key of ['patchSize', 'dim', 'depth', 'heads', 'mlpRatio', 'distToken', 'dataset'] as const)
        expect(config[key]).toBe(trained[key]);
    }),
  );
});

describe('from a file', () => {
  test('a file names the size and other changes; by default a tenth of epochs and learning rate, without warm-up', () => {
    expect(fineTunedOf(DEFAULTS, { imageSize: 48 }, 'a.json')).toEqual({
      ...DEFAULTS,
      ...{ imageSize: 48, epochs: 2, learningRate: 1e-4, warmupEpochs: 0 },
    });
    const alone = fineTunedOf(DEFAULTS, { imageSize: 64, epochs: 5, distillation: 'none' }, 'a.json');
    expect(alone).toMatchObject({ imageSize: 64, epochs: 5, distillation: 'none', distToken: true });
  });

  test.each([
    [{ imageSize: 50 }, /^a\.json: 50 px cannot be cut/],
    [{ imageSize: 'large' }, /^a\.json: Fine-tuning needs a larger size/],
    [{ imageSize: 48, dim: 128 }, /^a\.json: Width belongs to the trained weights/],
    [{ imageSize: 48, distToken: false }, /^a\.json: Distillation token belongs to the trained weights/],
    [{ imageSize: 48, epoch: 2 }, /^a\.json: epoch: no field/],
    [{ imageSize: 48, epochs: 0 }, /^a\.json: .*smallest possible/],
  ])('%j is refused', (given, sentence) => {
    expect(() => fineTunedOf(DEFAULTS, given, 'a.json')).toThrow(sentence);
  });

  test('a run whose own configuration is not possible is refused', () => {
    expect(() => fineTunedOf({ ...DEFAULTS, patchSize: 5 }, { imageSize: 48 }, 'a.json')).toThrow(
      /the run to fine-tune/,
    );
  });
});
