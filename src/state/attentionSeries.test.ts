import { describe, expect, it } from 'vitest';
import type { AttentionSnapshot } from '../worker/protocol';
import { type AttentionPoint, probeMap, useAttentionSeries, withSnapshot } from './attentionSeries';
import { useObservation } from './observation';

/** Two probes, two layers, two heads, two tokens, one patch: each value says where it lies. */
function snapshotAt(step: number): AttentionSnapshot {
  const maps = Float32Array.from({ length: 16 }, (_, i) => i);
  const probes = [7, 9].map((index) => ({ index }) as AttentionSnapshot['probes'][number]);
  return { step, layers: 2, heads: 2, grid: 1, tokens: 2, maps, cosine: null, onObject: null, probes };
}

describe('the series', () => {
  it('keeps the mean of the last layer’s heads by picture and token', () => {
    const [point] = withSnapshot([], snapshotAt(3));
    // Of the second probe (8 …) the last layer (12 …): heads 12 and 14 of the class token, 13 and 15 of the other.
    expect([...probeMap(point!, 9, 0)!]).toEqual([13]);
    expect([...probeMap(point!, 9, 1)!]).toEqual([14]);
    expect([...probeMap(point!, 7, 0)!]).toEqual([5]);
    expect(probeMap(point!, 8, 0)).toBeNull();
  });

  it('goes back with the run, and spans all of a long one', () => {
    let points: AttentionPoint[] = [];
    for (let step = 0; step < 2000; step++) points = withSnapshot(points, snapshotAt(step));
    expect(points.length).toBeLessThanOrEqual(257);
    expect([points[0]!.step, points.at(-1)!.step]).toEqual([0, 1999]);
    points = withSnapshot(points, snapshotAt(1000));
    expect(points.at(-1)!.step).toBe(1000);
  });

  it('follows what the page is shown', () => {
    useObservation.setState({ attention: snapshotAt(5) });
    expect(useAttentionSeries.getState().points.map(({ step }) => step)).toEqual([5]);
    useObservation.getState().clear();
    expect(useAttentionSeries.getState().points).toEqual([]);
  });
});
