import { expect, test } from 'vitest';
import { formatBytes, formatDuration, formatLarge } from './numbers';

test.each([
  [0, '0:00'],
  [59.6, '1:00'],
  [125, '2:05'],
  [3725, '1:02:05'],
  [null, '–'],
  [Number.POSITIVE_INFINITY, '–'],
])('%s seconds are %s', (seconds, shown) => {
  expect(formatDuration(seconds)).toBe(shown);
});

test.each([
  [812, '812'],
  [205_642, '205,642'],
  [3_921_000, '3.92 million'],
  [1_258_000_000, '1.26 billion'],
])('%s is %s', (count, shown) => {
  expect(formatLarge(count)).toBe(shown);
});

test('bytes', () => {
  expect(formatBytes(2 ** 31)).toBe('2.0 GiB');
  expect(formatBytes(268_435_456)).toBe('256 MiB');
});
