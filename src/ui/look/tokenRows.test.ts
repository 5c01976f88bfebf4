import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  attentionMatrix,
  betweenTokens,
  coverage,
  gridMaps,
  gridPeaks,
  mapOf,
  outlinePath,
  patchMaps,
  peakOf,
  type Seen,
  shareOnObject,
  tokenRows,
  tokensOf,
} from './tokenRows';

/** Softmax rows of made-up attention: every row adds up to one, every element is another. */
function seenOf(layers: number, heads: number, grid: number, prefixes: 1 | 2): Seen {
  const tokens = grid * grid + prefixes;
  const attention = new Float32Array(layers * heads * tokens * tokens);
  for (let row = 0; row < layers * heads * tokens; row++) {
    const values = Array.from({ length: tokens }, (_, i) => 1 + ((row * 31 + i * 17) % 29));
    const sum = values.reduce((a, b) => a + b, 0);
    for (const [i, value] of values.entries()) attention[row * tokens + i] = value / sum;
  }
  const gradient = (by: number) => Float32Array.from({ length: tokens }, (_, i) => ((i * by) % 7) + 1);
  return {
    layers,
    heads,
    grid,
    tokens: prefixes,
    attention,
    gradientRollout: { cls: gradient(3), dist: prefixes === 2 ? gradient(5) : null },
  };
}

const seen = seenOf(3, 2, 2, 2);
const choice = { method: 'raw', layer: 1, head: 1, fusion: 'mean', discard: 0 } as const;

describe('readings', () => {
  it('of one head are the rows of its matrix without the prefix tokens', () => {
    const reading = tokenRows(seen, choice);
    const at = (row: number, column: number) => seen.attention[((1 * 2 + 1) * 6 + row) * 6 + column]!;
    expect([...mapOf(reading, 'cls', 'raw')]).toEqual([2, 3, 4, 5].map((column) => at(0, column)));
    expect([...mapOf(reading, 'dist', 'raw')]).toEqual([2, 3, 4, 5].map((column) => at(1, column)));
    const difference = mapOf(reading, 'difference', 'raw');
    expect(difference[2]).toBeCloseTo(at(0, 4) - at(1, 4), 7);
    expect(betweenTokens(reading)).toEqual({ clsToDist: at(0, 1), distToCls: at(1, 0) });
    const { from, to } = patchMaps(reading, 3);
    expect([...from]).toEqual([2, 3, 4, 5].map((column) => at(5, column)));
    expect([...to]).toEqual([2, 3, 4, 5].map((row) => at(row, 5)));
  });

  it('fused heads lie between the lowest and the highest', () => {
    const [min, mean, max] = (['min', 'mean', 'max'] as const).map((head) => attentionMatrix(seen, 2, head));
    for (let i = 0; i < tokensOf(seen) ** 2; i++) {
      const heads = [0, 1].map((head) => attentionMatrix(seen, 2, head)[i]!);
      expect(min![i]).toBe(Math.min(...heads));
      expect(max![i]).toBe(Math.max(...heads));
      expect(mean![i]).toBeCloseTo((heads[0]! + heads[1]!) / 2, 7);
    }
  });

  it('rollout rows add up to one; one layer is half the identity and half the attention', () => {
    const rolled = tokenRows(seen, { ...choice, method: 'rollout' });
    expect(Array.from(rolled.cls).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    const single = seenOf(1, 1, 2, 2);
    const reading = tokenRows(single, { ...choice, method: 'rollout', layer: 0, head: 0 });
    const raw = tokenRows(single, { ...choice, layer: 0, head: 0 });
    expect(betweenTokens(reading)!.clsToDist).toBeCloseTo(betweenTokens(raw)!.clsToDist / 2, 6);
  });

  it('gradient-weighted maps are those of the worker, their difference one of shares', () => {
    const reading = tokenRows(seen, { ...choice, method: 'gradient' });
    expect([...mapOf(reading, 'dist', 'gradient')]).toEqual([...seen.gradientRollout.dist!.slice(2)]);
    expect(mapOf(reading, 'difference', 'gradient').reduce((a, b) => a + b, 0)).toBeCloseTo(0, 6);
  });

  it('a student without a distillation token has one map', () => {
    const alone = seenOf(2, 2, 3, 1);
    const reading = tokenRows(alone, { ...choice, method: 'rollout' });
    expect(betweenTokens(reading)).toBeNull();
    expect(mapOf(reading, 'difference', 'rollout')).toEqual(mapOf(reading, 'cls', 'rollout'));
    expect(mapOf(reading, 'cls', 'rollout')).toHaveLength(9);
  });
});

describe('the grid', () => {
  const maps = gridMaps(seen, 'cls');

  it('has the mean and every head of every layer', () => {
    expect(maps.map((layer) => layer.length)).toEqual([3, 3, 3]);
    expect(maps[1]![2]).toEqual(mapOf(tokenRows(seen, choice), 'cls', 'raw'));
    expect(maps[1]![0]).toEqual(mapOf(tokenRows(seen, { ...choice, head: 'mean' }), 'cls', 'raw'));
  });

  it('colour scales reach the largest value of the map, the layer, or all', () => {
    const [map, layer, all] = (['map', 'layer', 'all'] as const).map((scale) => gridPeaks(maps, scale));
    const most = (values: Iterable<number>) => Math.max(...values);
    expect(map![1]![2]).toBe(most(maps[1]![2]!));
    expect(layer![1]![2]).toBe(most(maps[1]!.flatMap((values) => [...values])));
    expect(all![1]![2]).toBe(most(maps.flat().flatMap((values) => [...values])));
    const shown = maps[1]![2]!;
    for (const [scale, peaks] of [
      ['map', map],
      ['layer', layer],
      ['all', all],
    ] as const) {
      expect(peakOf(shown, { ...choice, scale }, maps, [])).toBe(peaks![1]![2]);
    }
    const max = mapOf(tokenRows(seen, { ...choice, head: 'max' }), 'cls', 'raw');
    expect(peakOf(max, { ...choice, head: 'max', scale: 'layer' }, maps, [])).toBeGreaterThanOrEqual(most(max));
  });
});

describe('the object', () => {
  it('a map without preference has as much on it as it covers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 64 }),
        fc.float({ min: Math.fround(0.01), max: 1, noNaN: true }),
        (object, value) => {
          expect(shareOnObject(new Float32Array(object.length).fill(value), object)).toBeCloseTo(coverage(object), 5);
        },
      ),
    );
    expect(shareOnObject([0.3, 0.1], [1, 0.5])).toBeCloseTo(0.35 / 0.4, 12);
    expect(shareOnObject([0, 0], [1, 1])).toBeNull();
  });

  it('the outline goes once around each patch on its own, and not between two', () => {
    expect(outlinePath([1, 0, 0, 0], 2).match(/[hv]1/g)).toHaveLength(4);
    expect(outlinePath([1, 0.5, 0, 0], 2).match(/[hv]1/g)).toHaveLength(6);
    expect(outlinePath([0, 0.4, 0, 0], 2)).toBe('');
  });
});
