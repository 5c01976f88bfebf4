import { expect, test } from 'vitest';
import { formatAttention } from './format';

test.each([
  [0, '0.000'],
  [1, '1.000'],
  [0.0149, '0.015'],
  [0.0099, '0.010'],
  [0.0078, '0.0078'],
  [-0.00032, '-0.00032'],
  [0.0000051, '0.0000051'],
  [4.2e-9, '4.2e-9'],
])('%d is written %s', (value, text) => {
  expect(formatAttention(value)).toBe(text);
});
