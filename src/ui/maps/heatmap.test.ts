import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AttentionSnapshot } from '../../worker/protocol';
import { VIRIDIS } from '../theme/colormap';
import { difference, enlarge, paintMap, peak, readMap, TOKEN } from './heatmap';

/** The decimal digits of every element encode its probe, layer, head, token and patch. */
const snapshot: AttentionSnapshot = {
  step: 1,
  layers: 3,
  heads: 2,
  grid: 2,
  tokens: 2,
  maps: Float32Array.from({ length: 2 * 3 * 2 * 2 * 4 }, (_, i) => {
    const patch = i % 4;
    const token = Math.floor(i / 4) % 2;
    const head = Math.floor(i / 8) % 2;
    const layer = Math.floor(i / 16) % 3;
    const probe = Math.floor(i / 48);
    return Number(`${probe}${layer}${head}${token}${patch}`);
  }),
  cosine: null,
  onObject: null,
  probes: [],
};

describe('readMap', () => {
  it('finds probe, layer, head and token', () => {
    expect([...readMap(snapshot, 1, TOKEN.dist, { layer: 2, head: 1 })]).toEqual([12110, 12111, 12112, 12113]);
    expect([...readMap(snapshot, 0, TOKEN.cls, { layer: 1, head: 0 })]).toEqual([1000, 1001, 1002, 1003]);
  });

  it('averages heads', () => {
    expect([...readMap(snapshot, 0, TOKEN.dist, { layer: 2, head: 'mean' })]).toEqual([2060, 2061, 2062, 2063]);
  });
});

it('difference keeps the sign, and peak finds the largest magnitude', () => {
  const gap = difference(Float32Array.of(0.25, 0.5, 0), Float32Array.of(0.5, 0.5, 0.125));
  expect([...gap]).toEqual([-0.25, 0, -0.125]);
  expect(peak(gap)).toEqual({ patch: 0, size: 0.25 });
});

describe('enlarge', () => {
  it('agrees with values computed by hand', () => {
    // Pixel centres are at −¼, ¼, ¾ and 1¼ of the grid. The outer two take the value of the edge.
    expect([...enlarge(Float32Array.of(0, 1, 0, 1), 2, 4).slice(0, 4)]).toEqual([0, 0.25, 0.75, 1]);
    expect([...enlarge(Float32Array.of(3), 1, 2)]).toEqual([3, 3, 3, 3]);
  });

  it('does not change a map of the same size, and never exceeds its extremes', () => {
    const maps = fc
      .integer({ min: 1, max: 8 })
      .chain((grid) =>
        fc.tuple(
          fc.constant(grid),
          fc.array(fc.float({ min: 0, max: 1, noNaN: true }), { minLength: grid * grid, maxLength: grid * grid }),
        ),
      );
    fc.assert(
      fc.property(maps, fc.integer({ min: 1, max: 40 }), ([grid, list], side) => {
        const values = Float32Array.from(list);
        expect(enlarge(values, grid, grid)).toEqual(values);
        for (const value of enlarge(values, grid, side)) {
          expect(value).toBeGreaterThanOrEqual(Math.min(...values) - 1e-6);
          expect(value).toBeLessThanOrEqual(Math.max(...values) + 1e-6);
        }
      }),
    );
  });
});

it('paintMap spans the scale from low to high', () => {
  const { rgba, width } = paintMap(Float32Array.of(-1, 0, 1, 5), 2, VIRIDIS, [-1, 1]);
  expect(width).toBe(2);
  expect([...rgba.slice(0, 4)]).toEqual([68, 1, 84, 255]);
  expect([...rgba.slice(4, 8)]).toEqual([33, 145, 140, 255]);
  expect([...rgba.slice(8, 12)]).toEqual([253, 231, 37, 255]);
  expect([...rgba.slice(12)]).toEqual([253, 231, 37, 255]);
});

it('paintMap accepts a constant map', () => {
  expect([...paintMap(Float32Array.of(0), 1, VIRIDIS, [0, 0]).rgba]).toEqual([68, 1, 84, 255]);
});
