/** What the probes' attention was at earlier snapshots of the run: the last layer's heads in the mean, in little memory. */
import { create } from 'zustand';
import type { AttentionSnapshot } from '../worker/protocol';
import { useObservation } from './observation';

export interface AttentionPoint {
  step: number;
  /** Test images of the probes. */
  indices: readonly number[];
  tokens: 1 | 2;
  grid: number;
  /** [probe, token, patch] */
  maps: Float32Array;
}

/** More are thinned to half: every second one stays, so that the whole run is kept however long it is. */
const MOST = 256;

export const useAttentionSeries = create<{ points: readonly AttentionPoint[] }>()(() => ({ points: [] }));

/** The series with a later snapshot; one of a step that was there before goes on from there. */
export function withSnapshot(points: readonly AttentionPoint[], snapshot: AttentionSnapshot): AttentionPoint[] {
  const before = points.filter(({ step }) => step < snapshot.step);
  const kept = before.length < MOST ? before : before.filter((_, i) => i % 2 === 0);
  return [...kept, pointOf(snapshot)];
}

function pointOf({ step, layers, heads, grid, tokens, maps, probes }: AttentionSnapshot): AttentionPoint {
  const row = tokens * grid * grid;
  const mean = new Float32Array(probes.length * row);
  for (let probe = 0; probe < probes.length; probe++) {
    for (let head = 0; head < heads; head++) {
      const at = ((probe * layers + layers - 1) * heads + head) * row;
      for (let i = 0; i < row; i++) mean[probe * row + i]! += maps[at + i]! / heads;
    }
  }
  return { step, indices: probes.map(({ index }) => index), tokens, grid, maps: mean };
}

/** One probe's map of one token at that point; null where that picture was not among the probes. */
export function probeMap({ indices, tokens, grid, maps }: AttentionPoint, index: number, token: 0 | 1) {
  const probe = indices.indexOf(index);
  if (probe < 0 || token >= tokens) return null;
  const patches = grid * grid;
  return maps.subarray((probe * tokens + token) * patches, (probe * tokens + token + 1) * patches);
}

useObservation.subscribe(({ attention }, before) => {
  if (attention === before.attention) return;
  useAttentionSeries.setState(({ points }) => ({ points: attention ? withSnapshot(points, attention) : [] }));
});
