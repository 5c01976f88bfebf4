import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAP_METHODS } from '../../experiment/maps/methods';
import type { AttentionRecord } from '../../experiment/maps/record';
import { attentionMatrix, sequenceLength } from '../../experiment/maps/record';
import {
  betweenTokens,
  coverage,
  gridMaps,
  gridPeaks,
  mapOf,
  outlinePath,
  patchMaps,
  peakOf,
  shareOnObject,
} from './tokenMaps';

/** Made-up softmax rows: every row sums to one, and all elements of a row differ. */
function recordOf(layers: number, heads: number, grid: number, prefixes: 1 | 2): AttentionRecord {
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

const record = recordOf(3, 2, 2, 2);
const settings = { layer: 1, head: 1, fusion: 'mean', discard: 0 } as const;
const { raw, rollout, gradient } = MAP_METHODS;

describe('methods', () => {
  it('the maps of one head are the rows of its matrix without the prefix tokens', () => {
    const rows = raw.read(record, settings);
    const at = (row: number, column: number) => record.attention[((1 * 2 + 1) * 6 + row) * 6 + column]!;
    expect([...mapOf(rows, 'cls', 'raw')]).toEqual([2, 3, 4, 5].map((column) => at(0, column)));
    expect([...mapOf(rows, 'dist', 'raw')]).toEqual([2, 3, 4, 5].map((column) => at(1, column)));
    const difference = mapOf(rows, 'difference', 'raw');
    expect(difference[2]).toBeCloseTo(at(0, 4) - at(1, 4), 7);
    expect(betweenTokens(rows)).toEqual({ clsToDist: at(0, 1), distToCls: at(1, 0) });
    const { from, to } = patchMaps(rows, 3);
    expect([...from]).toEqual([2, 3, 4, 5].map((column) => at(5, column)));
    expect([...to]).toEqual([2, 3, 4, 5].map((row) => at(row, 5)));
  });

  it('the mean of the heads lies between their min and max', () => {
    const [min, mean, max] = (['min', 'mean', 'max'] as const).map((head) => attentionMatrix(record, 2, head));
    for (let i = 0; i < sequenceLength(record) ** 2; i++) {
      const heads = [0, 1].map((head) => attentionMatrix(record, 2, head)[i]!);
      expect(min![i]).toBe(Math.min(...heads));
      expect(max![i]).toBe(Math.max(...heads));
      expect(mean![i]).toBeCloseTo((heads[0]! + heads[1]!) / 2, 7);
    }
  });

  it('rollout rows sum to one; for one layer they are half the identity and half the attention', () => {
    const rolled = rollout.read(record, settings);
    expect(Array.from(rolled.cls).reduce((a, b) => a + b)).toBeCloseTo(1, 6);
    const single = recordOf(1, 1, 2, 2);
    const rows = rollout.read(single, settings);
    const attention = raw.read(single, { ...settings, layer: 0, head: 0 });
    expect(betweenTokens(rows)!.clsToDist).toBeCloseTo(betweenTokens(attention)!.clsToDist / 2, 6);
  });

  it('gradient-weighted maps come from the worker; their difference compares shares', () => {
    const rows = gradient.read(record);
    expect([...mapOf(rows, 'dist', 'gradient')]).toEqual([...Array.from(record.gradientRollout.dist!).slice(2)]);
    expect(mapOf(rows, 'difference', 'gradient').reduce((a, b) => a + b, 0)).toBeCloseTo(0, 6);
  });

  it('a student without a distillation token has one map', () => {
    const alone = recordOf(2, 2, 3, 1);
    const rows = rollout.read(alone, settings);
    expect(betweenTokens(rows)).toBeNull();
    expect(mapOf(rows, 'difference', 'rollout')).toEqual(mapOf(rows, 'cls', 'rollout'));
    expect(mapOf(rows, 'cls', 'rollout')).toHaveLength(9);
  });
});

describe('the grid', () => {
  const maps = gridMaps(record, 'cls');

  it('has the mean and every head of every layer', () => {
    expect(maps.map((layer) => layer.length)).toEqual([3, 3, 3]);
    expect(maps[1]![2]).toEqual(mapOf(raw.read(record, settings), 'cls', 'raw'));
    expect(maps[1]![0]).toEqual(mapOf(raw.read(record, { ...settings, head: 'mean' }), 'cls', 'raw'));
  });

  it('colour scales reach the maximum of the map, the layer, or all maps', () => {
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
      expect(peakOf(shown, 'raw', { ...settings, scale }, maps, [])).toBe(peaks![1]![2]);
    }
    const max = mapOf(raw.read(record, { ...settings, head: 'max' }), 'cls', 'raw');
    expect(peakOf(max, 'raw', { ...settings, head: 'max', scale: 'layer' }, maps, [])).toBeGreaterThanOrEqual(
      most(max),
    );
  });
});

describe('the object', () => {
  it('a uniform map has as much of its weight on the object as the object covers', () => {
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

  it('the outline surrounds separate patches and does not run between neighbours', () => {
    expect(outlinePath([1, 0, 0, 0], 2).match(/[hv]1/g)).toHaveLength(4);
    expect(outlinePath([1, 0.5, 0, 0], 2).match(/[hv]1/g)).toHaveLength(6);
    expect(outlinePath([0, 0.4, 0, 0], 2)).toBe('');
  });
});
