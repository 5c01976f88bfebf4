import * as v from 'valibot';
import { expect, test } from 'vitest';
import { byInference, Count, checked, FiniteNumber, listOf, Share, ShortText } from './schema';

const accepts = (schema: v.GenericSchema, value: unknown) => v.is(schema, value);

test.each([
  ['FiniteNumber', FiniteNumber, [-1.5, 0, 1e308], [Number.NaN, Infinity, '1', null, [1]]],
  ['Count', Count, [0, 7, 2 ** 53 - 1], [-1, 0.5, 2 ** 53, Infinity, '7']],
  ['Share', Share, [0, 0.5, 1], [-1e-9, 1 + 1e-9, Number.NaN]],
  ['ShortText', ShortText, ['', 'x'.repeat(1000)], [7, null, ['x']]],
  ['listOf', listOf(Count, 2), [[], [1, 2]], [[1, 2, 3], [-1], { length: 1, 0: 1 }, 'ab']],
] as const)('%s accepts and refuses values', (_, schema, good, bad) => {
  for (const value of good) expect(accepts(schema, value), `${value}`).toBe(true);
  for (const value of bad) expect(accepts(schema, value), `${value}`).toBe(false);
});

test('a damaged field is named by its path', () => {
  const Schema = v.object({ runs: listOf(v.object({ accuracy: byInference(Share) }), 9) });
  const accuracy = { cls: 0.5, dist: null, 'both-logits': null, 'both-softmax': null };
  const fail = (path: string): never => {
    throw new Error(path);
  };
  expect(checked(Schema, { runs: [{ accuracy, more: 1 }], __proto__: 7 }, fail)).toEqual({ runs: [{ accuracy }] });
  expect(() => checked(Schema, { runs: [{ accuracy }, { accuracy: { ...accuracy, dist: 2 } }] }, fail)).toThrow(
    /^runs\[1\]\.accuracy\.dist$/,
  );
  expect(() => checked(Schema, { runs: 'all' }, fail)).toThrow(/^runs$/);
  expect(() => checked(Schema, null, fail)).toThrow(/^$/);
});

test('a text is cut', () => {
  expect(v.parse(ShortText, 'x'.repeat(1000))).toBe('x'.repeat(200));
});
