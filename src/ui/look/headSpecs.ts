import { type AttentionRecord, attentionMatrix, sequenceLength } from '../../experiment/maps/record';
import { attentionDistance, attentionEntropy, evenDistance } from '../../experiment/maps/spread';
import { lookText } from '../../sentences/look';
import { linearAxis } from '../plot/axis';
import type { PlotAxis, PlotSpec, PointSeries, RuleSeries, Series } from '../plot/plotSpec';
import { VOICE_COLOR, VOICE_DASH } from '../theme/colors';

/** One head: its layer from 1 on, and its distance or entropy. */
export type HeadPoint = readonly [layer: number, value: number];

export interface Spread {
  /** In patches, of every head. */
  distance: readonly HeadPoint[];
  /** In bits, of every head; `dist` is empty without a second token. */
  entropy: Record<'cls' | 'dist', readonly HeadPoint[]>;
}

/** Attention distance and entropy of every head of every layer. */
export function spreadOf(seen: AttentionRecord): Spread {
  const tokens = sequenceLength(seen);
  const heads = Array.from({ length: seen.layers * seen.heads }, (_, i) => ({
    layer: Math.floor(i / seen.heads) + 1,
    matrix: attentionMatrix(seen, Math.floor(i / seen.heads), i % seen.heads),
  }));
  const entropy = (token: number) =>
    heads.map(({ layer, matrix }): HeadPoint => [layer, attentionEntropy(matrix, token, tokens)]);
  return {
    distance: heads.map(({ layer, matrix }): HeadPoint => [layer, attentionDistance(matrix, seen.grid, seen.tokens)]),
    entropy: { cls: entropy(0), dist: seen.tokens === 2 ? entropy(1) : [] },
  };
}

/** Attention distance by layer. @param layer from 0 on; the text for screen readers gives its mean */
export function distanceSpec(seen: AttentionRecord, { distance }: Spread, layer: number): PlotSpec {
  const even = evenDistance(seen.grid);
  return {
    title: lookText.distance,
    unit: lookText.distanceUnit,
    alt: lookText.distanceAlt(layer + 1, meanAt(distance, layer), even.toFixed(2)),
    x: layerAxis(seen.layers),
    y: { ...linearAxis(Math.max(even, ...distance.map(([, y]) => y))), label: lookText.distance },
    series: [
      heads(lookText.oneHead, 'var(--ink-soft)', 'dot', distance),
      { kind: 'line', name: lookText.meanOfHeads, color: 'var(--ink)', points: means(distance) },
      evenly(even),
    ],
  };
}

/** Entropy by layer and token. @param names of the tokens */
export function entropySpec(
  seen: AttentionRecord,
  { entropy: { cls, dist } }: Spread,
  layer: number,
  names: Record<'cls' | 'dist', string>,
): PlotSpec {
  const most = Math.log2(sequenceLength(seen));
  const ofDist = dist.length > 0 ? meanAt(dist, layer) : '';
  const series = (token: 'cls' | 'dist', points: readonly HeadPoint[]): Series[] => [
    heads(`${names[token]}, ${lookText.oneHead}`, VOICE_COLOR[token], token === 'cls' ? 'dot' : 'ring', points),
    { kind: 'line', name: names[token], color: VOICE_COLOR[token], dash: VOICE_DASH[token], points: means(points) },
  ];
  return {
    title: lookText.entropy,
    unit: lookText.entropyUnit,
    alt: lookText.entropyAlt(layer + 1, meanAt(cls, layer), ofDist, most.toFixed(2)),
    x: layerAxis(seen.layers),
    y: { ...linearAxis(most), label: lookText.entropy },
    series: [...series('cls', cls), ...(dist.length > 0 ? series('dist', dist) : []), evenly(most)],
  };
}

function heads(name: string, color: string, shape: PointSeries['shape'], points: readonly HeadPoint[]): PointSeries {
  return { kind: 'points', name, color, shape, points: points.map(([x, y]) => ({ x, y })) };
}

function evenly(y: number): RuleSeries {
  return { kind: 'rule', name: lookText.evenly, color: 'var(--ink-soft)', y };
}

function means(points: readonly HeadPoint[]): HeadPoint[] {
  const layers = [...new Set(points.map(([layer]) => layer))];
  return layers.map((layer) => [layer, mean(points.filter(([x]) => x === layer).map(([, y]) => y))]);
}

function meanAt(points: readonly HeadPoint[], layer: number): string {
  return mean(points.filter(([x]) => x === layer + 1).map(([, y]) => y)).toFixed(2);
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** Layers from 1 on, with room on both sides. */
function layerAxis(layers: number): PlotAxis {
  const ticks = Array.from({ length: layers }, (_, i) => i + 1);
  return { scale: 'linear', domain: [0.5, layers + 0.5], ticks, label: lookText.layer };
}
