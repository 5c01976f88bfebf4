import { describe, expect, it } from 'vitest';
import type { TaskControl } from './dataset';
import { makeShapes, SHAPES_CLASSES } from './shapes';

const control = (signal = new AbortController().signal): TaskControl => ({ progress: () => {}, signal });

describe('Shapes', () => {
  it('draws the same images from the same seed, and others from another seed', async () => {
    const [a, b, c] = await Promise.all([7, 7, 8].map((seed) => makeShapes(control(), { seed, train: 40, test: 20 })));
    expect(a!.train.images).toEqual(b!.train.images);
    expect(a!.test.images).toEqual(b!.test.images);
    expect(a!.fingerprint).toBe(b!.fingerprint);
    expect(a!.train.images).not.toEqual(c!.train.images);
    expect(a!.fingerprint).not.toBe(c!.fingerprint);
    expect(a!.train.images.slice(0, a!.test.images.length)).not.toEqual(a!.test.images);
  });

  it('still draws the usual style, on which shipped teachers were trained', async () => {
    const { mean, std } = await makeShapes(control(), { train: 500, test: 10 });
    // Sines may differ between platforms in the last bit.
    for (const [i, expected] of [0.513009, 0.513807, 0.511722].entries()) expect(mean[i]).toBeCloseTo(expected, 4);
    for (const [i, expected] of [0.242443, 0.186888, 0.244504].entries()) expect(std[i]).toBeCloseTo(expected, 4);
  });

  it('draws an image independently of the number of images', async () => {
    const few = await makeShapes(control(), { train: 10, test: 10 });
    const more = await makeShapes(control(), { train: 30, test: 10 });
    expect(more.train.images.slice(0, few.train.images.length)).toEqual(few.train.images);
    expect(more.test.images).toEqual(few.test.images);
  });

  it('draws each class equally often: an object with a mask over a texture, or a texture without a mask', async () => {
    const { train, classes } = await makeShapes(control(), { train: 200, test: 10 });
    expect(classes).toEqual(SHAPES_CLASSES);
    const textures = new Set<number>();
    for (let i = 0; i < train.count; i++) {
      const label = train.labels[i]!;
      const covered = train.masks!.subarray(i * 1024, (i + 1) * 1024).reduce((sum, inside) => sum + inside, 0);
      expect(label).toBe(i % 10);
      expect(train.contextLabels![i]).toBeGreaterThanOrEqual(6);
      if (label >= 6) {
        expect(train.contextLabels![i]).toBe(label);
        expect(covered).toBe(0);
      } else {
        textures.add(train.contextLabels![i]!);
        // From a small star to a large disc.
        expect(covered).toBeGreaterThan(15);
        expect(covered).toBeLessThan(512);
      }
    }
    expect([...textures].sort()).toEqual([6, 7, 8, 9]);
  });

  it('paints objects with contrast to their background', async () => {
    const { train } = await makeShapes(control(), { train: 300, test: 10 });
    for (let i = 0; i < train.count; i++) {
      if (train.labels[i]! >= 6) continue;
      const sums = [
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ];
      for (let p = 0; p < 1024; p++) {
        const sum = sums[train.masks![i * 1024 + p]!]!;
        for (let c = 0; c < 3; c++) sum[c]! += train.images[(i * 1024 + p) * 3 + c]!;
        sum[3]!++;
      }
      const [outside, inside] = sums.map(([r, g, b, n]) => [r! / n!, g! / n!, b! / n!]);
      expect(Math.hypot(...inside!.map((v, c) => v - outside![c]!))).toBeGreaterThan(15);
    }
  });

  it('stops on a cancel', async () => {
    const abort = new AbortController();
    const done = makeShapes(control(abort.signal));
    abort.abort(new Error('enough'));
    await expect(done).rejects.toThrow('enough');
  });
});
