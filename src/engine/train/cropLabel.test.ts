import { expect, test } from 'vitest';
import type { Split } from '../data/dataset';
import { labelOfCrop } from './cropLabel';

/** Two images of 4 × 4: class 1 in the upper left quarter in front of class 3, and class 2 without an object. */
const split: Split = {
  count: 2,
  images: new Uint8Array(32),
  labels: Uint16Array.of(1, 2),
  contextLabels: Uint16Array.of(3, 2),
  masks: Uint8Array.of(1, 1, 0, 0, 1, 1, 0, 0, ...new Array(24).fill(0)),
};
const crop = (left: number, top: number, width: number, height: number) => ({ left, top, width, height, flip: false });

test('a crop that keeps enough of the object has the image’s label', () => {
  expect(labelOfCrop(split, 0, crop(0, 0, 4, 4), 4, 4)).toBe(1);
  expect(labelOfCrop(split, 0, crop(1, 1, 3, 3), 4, 4)).toBe(1);
  expect(labelOfCrop(split, 0, crop(-2, -2, 4, 4), 4, 4)).toBe(1);
});

test('a crop that lost the object has the label of the background', () => {
  expect(labelOfCrop(split, 0, crop(2, 0, 2, 4), 4, 4)).toBe(3);
  expect(labelOfCrop(split, 0, crop(2, 2, 4, 4), 4, 4)).toBe(3);
});

test('an image without an object, or in a data set without masks, keeps its label', () => {
  expect(labelOfCrop(split, 1, crop(2, 2, 1, 1), 4, 4)).toBe(2);
  const { masks: _, ...plain } = split;
  expect(labelOfCrop(plain, 0, crop(2, 2, 2, 2), 4, 4)).toBe(1);
});
