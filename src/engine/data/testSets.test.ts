import { expect, test } from 'vitest';
import { CORRUPTIONS, STRENGTHS } from '../../experiment/testSets';
import type { ImageDataset, TaskControl } from './dataset';
import { makeShapes, SHAPES_CLASSES } from './shapes';
import { makeTestSet, testSetsOf } from './testSets';

const control: TaskControl = { progress: () => {}, signal: new AbortController().signal };
const shapes: ImageDataset = await makeShapes(control, { train: 10, test: 40 });
const numbers = (count: number) => Uint32Array.from({ length: count }, (_, i) => i);
const SIZE = 32 * 32 * 3;

/** Mean absolute difference of two sets of images in levels of 255. */
function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length;
}

test('Shapes has all kinds of test sets, other data sets only the corruptions', () => {
  expect(testSetsOf(shapes)).toHaveLength(3 + CORRUPTIONS.length * STRENGTHS.length);
  const { contextLabels: _, ...split } = shapes.test;
  const other: ImageDataset = { ...shapes, about: { ...shapes.about, id: 'mnist' }, test: split };
  const sets = testSetsOf(other);
  expect(sets[0]).toEqual({ kind: 'plain', strength: 0 });
  expect(sets).toHaveLength(1 + CORRUPTIONS.length * STRENGTHS.length);
  expect(sets.some(({ kind }) => kind === 'style' || kind === 'labels')).toBe(false);
});

test('the plain set is the test split; the set of all labels has the same images with the texture as second label', async () => {
  const chosen = Uint32Array.of(3, 17, 38);
  const plain = await makeTestSet({ kind: 'plain', strength: 0 }, shapes, chosen, control);
  const labels = await makeTestSet({ kind: 'labels', strength: 0 }, shapes, chosen, control);
  expect(labels.images).toEqual(plain.images);
  for (const [i, number] of chosen.entries()) {
    expect(plain.images.slice(i * SIZE, (i + 1) * SIZE)).toEqual(
      shapes.test.images.slice(number * SIZE, (number + 1) * SIZE),
    );
    expect(plain.labels.map((list) => list[i])).toEqual([shapes.test.labels[number]]);
    expect(labels.labels.map((list) => list[i])).toEqual([
      shapes.test.labels[number],
      shapes.test.contextLabels![number],
    ]);
  }
  // Image 3 is a star over a texture; image 38 is a texture alone.
  expect(SHAPES_CLASSES[labels.labels[0]![0]!]).toBe('star');
  expect(labels.labels[1]![0]).toBeGreaterThanOrEqual(6);
  expect(labels.labels[0]![2]).toBe(labels.labels[1]![2]);
});

test('an image does not depend on the others in its set', async () => {
  for (const kind of ['style', 'noise', 'shift'] as const) {
    const set = { kind, strength: kind === 'style' ? 0 : 4 };
    const all = await makeTestSet(set, shapes, numbers(12), control);
    const one = await makeTestSet(set, shapes, [7], control);
    expect(one.images).toEqual(all.images.slice(7 * SIZE, 8 * SIZE));
    expect(one.labels[0]![0]).toBe(all.labels[0]![7]);
    expect(one.images).not.toEqual(shapes.test.images.slice(7 * SIZE, 8 * SIZE));
  }
});

test('the shifted style has the same classes in turn, with darker and stronger colours', async () => {
  const { images, labels } = await makeTestSet({ kind: 'style', strength: 0 }, shapes, numbers(40), control);
  expect(labels).toEqual([shapes.test.labels]);
  const strength = (bytes: Uint8Array) => {
    let sum = 0;
    for (let i = 0; i < bytes.length; i += 3) {
      const colour = [bytes[i]!, bytes[i + 1]!, bytes[i + 2]!];
      sum += Math.max(...colour) - Math.min(...colour);
    }
    return sum / bytes.length;
  };
  expect(strength(images)).toBeGreaterThan(1.2 * strength(shapes.test.images));
  const brightness = (bytes: Uint8Array) => bytes.reduce((sum, value) => sum + value, 0) / bytes.length;
  expect(brightness(images)).toBeLessThan(0.9 * brightness(shapes.test.images));
});

test('a stronger corruption is further from the test split', async () => {
  const plain = await makeTestSet({ kind: 'plain', strength: 0 }, shapes, numbers(40), control);
  for (const kind of CORRUPTIONS) {
    let before = 0;
    for (const strength of STRENGTHS) {
      const set = await makeTestSet({ kind, strength }, shapes, numbers(40), control);
      expect(set.labels).toEqual(plain.labels);
      const damage = difference(set.images, plain.images);
      expect(damage, `${kind} ${strength}`).toBeGreaterThan(before);
      before = damage;
    }
  }
});

test('stops on a cancel', async () => {
  const abort = new AbortController();
  const made = makeTestSet({ kind: 'blur', strength: 3 }, shapes, numbers(40), { ...control, signal: abort.signal });
  abort.abort(new Error('enough'));
  await expect(made).rejects.toThrow('enough');
});
