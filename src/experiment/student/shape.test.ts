import { describe, expect, test } from 'vitest';
import { forwardMacs, parameterCount, type StudentShape, tokenCount } from './shape';

const imageNet = { channels: 3, classes: 1000 };

function published(dim: number, heads: number, distToken: boolean): StudentShape {
  return { imageSize: 224, patchSize: 16, dim, heads, depth: 12, mlpRatio: 4, distToken };
}

describe.each([
  { name: 'Ti', dim: 192, heads: 3, plain: [5_717_416, 1.26], distilled: [5_910_800, 1.27] },
  { name: 'S', dim: 384, heads: 6, plain: [22_050_664, 4.61], distilled: [22_436_432, 4.63] },
  { name: 'B', dim: 768, heads: 12, plain: [86_567_656, 17.58], distilled: [87_338_192, 17.68] },
])('DeiT-$name has the published size', ({ dim, heads, plain, distilled }) => {
  test.each([
    { distToken: false, parameters: plain[0]!, gigaMacs: plain[1]! },
    { distToken: true, parameters: distilled[0]!, gigaMacs: distilled[1]! },
  ])('distillation token: $distToken', ({ distToken, parameters, gigaMacs }) => {
    const shape = published(dim, heads, distToken);
    expect(parameterCount(shape, imageNet)).toBe(parameters);
    expect(Number((forwardMacs(shape, imageNet) / 1e9).toFixed(2))).toBe(gigaMacs);
  });
});

test('tokens are the prefix tokens and the patches', () => {
  expect(tokenCount(published(192, 3, false))).toBe(197);
  expect(tokenCount({ imageSize: 32, patchSize: 8, distToken: true })).toBe(18);
});
