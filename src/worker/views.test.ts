import { describe, expect, it } from 'vitest';
import type { ImageDataset, Split } from '../engine/data/dataset';
import { cardOf } from './views';

/** Pictures of 2 × 2 grey pixels whose value is their label; classes take turns, `rounds` times. */
function splitOf(classes: number, rounds: number): Split {
  const count = classes * rounds;
  const labels = Uint16Array.from({ length: count }, (_, i) => i % classes);
  return { count, labels, images: Uint8Array.from({ length: 4 * count }, (_, i) => labels[i >> 2]!) };
}

function datasetOf(classes: number, rounds: number): ImageDataset {
  return {
    about: { id: 'own', name: 'name', summary: 'summary', provenance: 'provenance', licence: 'licence' },
    classes: Array.from({ length: classes }, (_, i) => `class ${i}`),
    height: 2,
    width: 2,
    channels: 1,
    train: splitOf(classes, rounds),
    test: splitOf(classes, 1),
    mean: [0.5],
    std: [0.25],
    fingerprint: 'fingerprint',
    notes: ['a note'],
  };
}

describe("A data set's card", () => {
  it('counts the training pictures of each class', () => {
    const dataset = datasetOf(3, 5);
    dataset.train.labels[0] = 2;
    const card = cardOf(dataset);
    expect(card).toMatchObject({ trainCount: 15, testCount: 3, perClass: [4, 5, 6], notes: ['a note'] });
  });

  it('has three samples of each of ten classes, in class order, as pictures of that class', () => {
    const { samples } = cardOf(datasetOf(10, 4));
    expect(samples.map(({ label }) => label)).toEqual(Array.from({ length: 30 }, (_, i) => Math.floor(i / 3)));
    for (const { rgba, label } of samples)
      expect([...rgba]).toEqual(Array.from({ length: 4 }, () => [label, label, label, 255]).flat());
  });

  it('has no sample where a class has no training picture', () => {
    const dataset = datasetOf(2, 1);
    dataset.train.labels.fill(1);
    expect(cardOf(dataset).samples.map(({ label }) => label)).toEqual([1, 1]);
  });

  it.each([
    [13, 3],
    [14, 2],
    [20, 2],
    [21, 1],
    [40, 1],
    [200, 1],
  ])('of %i classes has %i samples a class and never more than 40 in all', (classes, each) => {
    const { samples, perClass } = cardOf(datasetOf(classes, 4));
    const shown = Math.min(classes, 40);
    expect(samples.map(({ label }) => label)).toEqual(
      Array.from({ length: shown * each }, (_, i) => Math.floor(i / each)),
    );
    expect(samples.length).toBeLessThanOrEqual(40);
    expect(perClass).toHaveLength(classes);
  });
});
