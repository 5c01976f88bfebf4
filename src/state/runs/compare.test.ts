import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULTS, FIELDS } from '../../experiment/fields/table';
import { matters } from '../../experiment/fields/values';
import { anyConfig } from '../../experiment/testing/arbitraryConfig';
import { differingFields, judgedIn } from './compare';

const named = (...configs: Parameters<typeof differingFields>[0]) =>
  differingFields(configs).map(({ field, values }) => [field.key, ...values]);

test('only what differs is named, as the form says it, in the order of the table', () => {
  const three = [DEFAULTS, { ...DEFAULTS, lambda: 0.9 }, { ...DEFAULTS, lambda: 0.9, seed: 7 }];
  expect(named(...three)).toEqual([
    ['lambda', '0.5', '0.9', '0.9'],
    ['seed', String(DEFAULTS.seed), String(DEFAULTS.seed), '7'],
  ]);
});

test('a value without a meaning is none', () => {
  const hard = { ...DEFAULTS, distillation: 'hard', tau: 3 } as const;
  expect(named(hard, { ...hard, tau: 9 })).toEqual([]);
  const soft = { ...DEFAULTS, distillation: 'soft', tau: 9 } as const;
  expect(named(hard, soft)).toContainEqual(['tau', null, '9']);
});

test('two experiments differ where a shown field differs, and nowhere else', () => {
  fc.assert(
    fc.property(anyConfig, anyConfig, (a, b) => {
      const keys = new Set<string>(differingFields([a, b]).map(({ field }) => field.key));
      for (const field of FIELDS) {
        const [inA, inB] = [matters(field, a), matters(field, b)];
        expect(keys.has(field.key)).toBe(inA !== inB || (inA && a[field.key] !== b[field.key]));
      }
    }),
  );
});

test('a student is judged by both heads where the teacher taught a second one', () => {
  expect(judgedIn({ ...DEFAULTS, distillation: 'hard', distToken: true })).toBe('both-logits');
  expect(judgedIn({ ...DEFAULTS, distillation: 'none', distToken: true })).toBe('cls');
  expect(judgedIn({ ...DEFAULTS, distillation: 'soft', distToken: false })).toBe('cls');
});
