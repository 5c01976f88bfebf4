import fc from 'fast-check';
import { expect, test } from 'vitest';
import { givenLabels } from './labels';

const CLASSES = 10;
const truth = (n: number) => Uint16Array.from({ length: n }, (_, i) => (7 * i) % CLASSES);
const changed = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).flatMap((v, i) => (v === b[i] ? [] : [i]));

test('without noise all labels are true, and labelledImages 0 labels all images', () => {
  expect(givenLabels(truth(50), CLASSES, { labelledImages: 0, labelNoise: 0, seed: 1 })).toEqual({
    labels: truth(50),
    labelled: 50,
  });
});

test('at most the given share of the labelled images has a wrong class, and the true labels do not change', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.nat(400),
      fc.double({ min: 0, max: 0.8, noNaN: true }),
      fc.nat(),
      (images, labelledImages, labelNoise, seed) => {
        const labels = truth(images);
        const given = givenLabels(labels, CLASSES, { labelledImages, labelNoise, seed });
        expect(given.labelled).toBe(Math.min(labelledImages || images, images));
        const wrong = changed(given.labels, labels);
        expect(wrong.length).toBeLessThanOrEqual(Math.round(labelNoise * given.labelled));
        expect(wrong.every((index) => index < given.labelled)).toBe(true);
        expect(given.labels.every((label) => label < CLASSES)).toBe(true);
        expect(labels).toEqual(truth(images));
      },
    ),
  );
});

test('replaced labels are uniform over the classes, so one in ten is correct', () => {
  const labels = new Uint16Array(50_000).fill(3);
  const given = givenLabels(labels, CLASSES, { labelledImages: 0, labelNoise: 0.4, seed: 5 }).labels;
  // 20,000 replaced: 2,000 of each class, standard deviation 42.
  for (let c = 0; c < CLASSES; c++) {
    const count = given.filter((label) => label === c).length - (c === 3 ? 30_000 : 0);
    expect(Math.abs(count - 2000)).toBeLessThan(5 * 42.4);
  }
});

test('less noise replaces a subset of the labels; another seed replaces others', () => {
  const labels = truth(1000);
  const at = (labelNoise: number, seed = 2) =>
    givenLabels(labels, CLASSES, { labelledImages: 0, labelNoise, seed }).labels;
  const [some, more] = [at(0.2), at(0.6)];
  for (const index of changed(some, labels)) expect(more[index]).toBe(some[index]);
  expect(changed(more, labels).length).toBeGreaterThan(2 * changed(some, labels).length);
  expect(at(0.2, 3)).not.toEqual(some);
});
