import { expect, test } from 'vitest';
import { lookMemoryProblem } from './memory';

const TINY = { imageSize: 224, patchSize: 16, dim: 192, heads: 3, depth: 12, mlpRatio: 4, distToken: true };
const IMAGENET = { channels: 3, classes: 1000 };
/** What WebGPU promises on every device. */
const DEFAULT_LIMIT = 128 * 2 ** 20;

test('the published models at 224 pixels fit the limits that every device has', () => {
  for (const [dim, heads] of [
    [192, 3],
    [384, 6],
    [768, 12],
  ] as const)
    expect(lookMemoryProblem({ ...TINY, dim, heads }, IMAGENET, 'm', DEFAULT_LIMIT)).toBeNull();
});

test('a model whose attention is too large is refused by name and size', () => {
  const fine = { ...TINY, imageSize: 1024, patchSize: 8 };
  expect(lookMemoryProblem(fine, IMAGENET, 'm', Number.POSITIVE_INFINITY)?.message).toMatch(
    /^To look into m takes about \d+\.\d GiB of graphics memory/,
  );
  const base = { ...TINY, imageSize: 384, dim: 768, heads: 12 };
  expect(lookMemoryProblem(base, IMAGENET, 'm', DEFAULT_LIMIT)?.problem.kind).toBe('out-of-memory');
  expect(lookMemoryProblem(base, IMAGENET, 'm', 2 ** 30)).toBeNull();
});
