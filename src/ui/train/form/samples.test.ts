import { expect, test } from 'vitest';
import type { DatasetCard } from '../../../worker/protocol';
import { stripOf } from './samples';

/** Pixels of one grey level each. */
function grey(...levels: number[]): Uint8ClampedArray<ArrayBuffer> {
  return Uint8ClampedArray.from(levels.flatMap((level) => [level, level, level, 255]));
}

const card: DatasetCard = {
  about: { id: 'own', name: '', summary: '', provenance: '', licence: '' },
  classes: ['a', 'b', 'c'],
  height: 2,
  width: 1,
  channels: 1,
  trainCount: 3,
  testCount: 0,
  fingerprint: '',
  perClass: [2, 1, 0],
  samples: [
    { rgba: grey(1, 2), label: 0 },
    { rgba: grey(3, 4), label: 1 },
    { rgba: grey(5, 6), label: 0 },
  ],
  notes: [],
};

test('samples of a class are side by side', () => {
  expect(stripOf(card, 0)).toEqual({ rgba: grey(1, 5, 2, 6), width: 2, height: 2 });
  expect(stripOf(card, 1)).toEqual({ rgba: grey(3, 4), width: 1, height: 2 });
});

test('a class without samples has no picture', () => {
  expect(stripOf(card, 2)).toBeNull();
});
