import { expect, test } from 'vitest';
import { microExperiment } from '../testing/microExperiment';
import { largestBufferBytes, runBytes } from './gpuBytes';
import { lookMemoryProblem, memoryProblem } from './memory';

const TINY = { imageSize: 224, patchSize: 16, dim: 192, heads: 3, depth: 12, mlpRatio: 4, distToken: true };
const IMAGENET = { channels: 3, classes: 1000 };
/** The limit that WebGPU guarantees on every device. */
const DEFAULT_LIMIT = 128 * 2 ** 20;

test('the published models at 224 pixels fit the limits that every device has', () => {
  for (const [dim, heads] of [
    [192, 3],
    [384, 6],
    [768, 12],
  ] as const)
    expect(lookMemoryProblem({ ...TINY, dim, heads }, IMAGENET, 'm', DEFAULT_LIMIT)).toBeNull();
});

test('a model with too much attention is refused, with its name and size', () => {
  const fine = { ...TINY, imageSize: 1024, patchSize: 8 };
  expect(lookMemoryProblem(fine, IMAGENET, 'm', Number.POSITIVE_INFINITY)?.message).toMatch(
    /^Inspecting m needs about \d+\.\d GiB of graphics memory/,
  );
  const base = { ...TINY, imageSize: 384, dim: 768, heads: 12 };
  expect(lookMemoryProblem(base, IMAGENET, 'm', DEFAULT_LIMIT)?.problem.kind).toBe('out-of-memory');
  expect(lookMemoryProblem(base, IMAGENET, 'm', 2 ** 30)).toBeNull();
});

const TEN = { channels: 3, classes: 10 };
const training = (dim: number, heads: number, batchSize: number) =>
  microExperiment({ ...TINY, dim, heads, batchSize, distillation: 'hard' });

test('the paper’s students train at 224 pixels with a batch of 8 within the limits that every device has', () => {
  for (const [dim, heads] of [
    [192, 3],
    [384, 6],
    [768, 12],
  ] as const)
    expect(memoryProblem(training(dim, heads, 8), TEN, DEFAULT_LIMIT)).toBeNull();
});

test('a batch that does not fit is refused with the memory it needs, and the named batch does fit', () => {
  const refused = (batch: number, limit: number, pictures = 0) =>
    memoryProblem(training(768, 12, batch), TEN, limit, pictures)?.problem;
  const pieces = refused(64, DEFAULT_LIMIT)!;
  expect(pieces.kind).toBe('out-of-memory');
  expect(pieces.message).toMatch(
    /^A batch of 64 needs about \d\.\d GiB of graphics memory, 149 MiB of it in one buffer; this device allows 128 MiB\.$/,
  );
  const whole = refused(64, 2 ** 31)!;
  expect(whole.message).toMatch(/GiB of graphics memory; a page should use at most 6\.0 GiB\.$/);
  for (const [problem, limit] of [
    [pieces, DEFAULT_LIMIT],
    [whole, 2 ** 31],
  ] as const) {
    const fits = Number(problem.remedy!.match(/batch to (\d+)/)![1]);
    expect(refused(fits, limit)).toBeUndefined();
    expect(refused(fits + 1, limit)).toBeDefined();
  }
  // Images in the same memory leave room for a smaller batch.
  expect(refused(39, 2 ** 31)).toBeUndefined();
  expect(refused(39, 2 ** 31, 2 ** 30)).toBeDefined();
  expect(refused(64, 2 ** 24)?.remedy).toBe('Take a smaller student or larger patches.');
});

test('a larger batch needs more memory, and a larger buffer', () => {
  const config = training(192, 3, 8);
  expect(runBytes(config, TEN, 16, 0)).toBeGreaterThan(1.5 * runBytes(config, TEN, 8, 0));
  expect(largestBufferBytes(config, TEN, 64)).toBe(4 * 64 * 198 * 768);
});
