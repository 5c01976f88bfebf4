import { expect, test } from 'vitest';
import { microExperiment } from '../testing/micro';
import { shareOnObjects } from './attentionProbe';

test('the share on objects is that of the last layer, mean over heads and over the probes with an object', () => {
  // 2 × 2 patches, two layers of two heads, two tokens; the first layer must not count.
  const shape = microExperiment();
  const first = Array<number>(16).fill(0.25);
  const one = [0.1, 0.2, 0.3, 0.2, /* dist */ 0.4, 0, 0, 0, /* head 2 */ 0.3, 0, 0.1, 0, /* dist */ 0, 0, 0, 0.4];
  const maps = [...first, ...one, ...first, ...Array<number>(16).fill(0.2)];
  const shares = shareOnObjects(maps, shape, [Float32Array.of(1, 0.5, 0, 0), null])!;
  expect(shares[0]).toBeCloseTo((0.1 + 0.1 + 0.3) / 1.2, 6);
  expect(shares[1]).toBeCloseTo(0.5, 6);
  const both = shareOnObjects(maps, shape, [Float32Array.of(1, 0.5, 0, 0), Float32Array.of(1, 1, 1, 0)])!;
  expect(both[1]).toBeCloseTo((0.5 + 0.75) / 2, 6);
  expect(shareOnObjects(maps, shape, [null, null])).toBeNull();
});
