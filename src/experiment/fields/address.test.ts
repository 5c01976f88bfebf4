import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyConfig } from '../testing/arbitraryConfig';
import { decodeExperiment, encodeExperiment } from './address';
import { DEFAULTS, FIELDS } from './table';
import { validate } from './validate';

test('the default experiment is an empty address', () => {
  expect(encodeExperiment(DEFAULTS)).toBe('');
  expect(decodeExperiment('')).toEqual({ config: DEFAULTS, messages: [] });
});

test('an address has only what differs, in short words', () => {
  const address = encodeExperiment({ ...DEFAULTS, dataset: 'cifar10', distToken: false, learningRate: 3e-4 });
  expect(address).toBe('data=cifar10&token=off&lr=0.0003');
});

test('every possible experiment is restored', () => {
  fc.assert(
    fc.property(anyConfig, (asked) => {
      const { config } = validate(asked);
      expect(decodeExperiment(`#${encodeExperiment(config)}`)).toEqual({ config, messages: [] });
    }),
  );
});

describe('a hand-written address never breaks the page', () => {
  const short = fc.constantFrom(...FIELDS.map((field) => field.short));
  const pair = fc.tuple(fc.oneof(short, fc.string()), fc.string()).map(([key, value]) => `${key}=${value}`);

  test('any text gives a possible experiment', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(pair).map((pairs) => pairs.join('&')),
        ),
        (hash) => {
          const { config } = decodeExperiment(hash);
          expect(validate(config)).toEqual({ config, messages: [] });
        },
      ),
    );
  });

  test.each([
    ['batch=100000', 'Batch: 100000 images is not possible; using 512 images (largest possible).'],
    ['lr=fast', 'Learning rate: “fast” is not possible; using 1e-3 (it must be a number).'],
    ['seed=', 'Seed: “” is not possible; using 1 (it must be a number).'],
    ['depth=1e999', 'Depth: Infinity blocks is not possible; using 12 blocks (largest possible).'],
    ['token=perhaps', 'Distillation token: “perhaps” is not possible; using on (it must be on or off).'],
    ['utm_source=mail', 'Unknown in the address and ignored: “utm_source”.'],
    ['a=1&b=2&c=3&d=4', 'Unknown in the address and ignored: “a”, “b”, “c” and 1 more.'],
  ])('%s', (hash, message) => {
    expect(decodeExperiment(hash).messages).toEqual([message]);
  });
});
