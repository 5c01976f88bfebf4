import './lookView.css';
import { useMemo } from 'react';
import { type AttentionRecord, attentionMatrix, sequenceLength } from '../../experiment/maps/record';
import { attentionDistance, attentionEntropy, evenDistance } from '../../experiment/maps/spread';
import { lookText } from '../../sentences/look';
import { type Axis, linearAxis } from '../plot/axis';
import { LookPlot } from '../plot/LookPlot';
import type { PlotMark } from '../plot/staticPlot';
import { VOICE_COLOR, VOICE_DASH } from '../theme/colors';
import { useTokenNames } from './useTokenNames';

/** Attention distance and entropy of every head of every layer, beside what attention without preference would have. */
export function HeadCharts({ seen, layer }: { seen: AttentionRecord; layer: number }) {
  const spread = useMemo(() => spreadOf(seen), [seen]);
  const layers = useMemo(() => layerAxis(seen.layers), [seen.layers]);
  const even = useMemo(() => evenDistance(seen.grid), [seen.grid]);
  const most = Math.log2(sequenceLength(seen));
  const bits = spread.entropy;
  const meanAt = (points: readonly Point[]) =>
    mean(points.filter(([x]) => x === layer + 1).map(([, y]) => y)).toFixed(2);
  const two = seen.tokens === 2;
  const names = useTokenNames();
  return (
    <>
      <LookPlot
        title={lookText.distance}
        unit={lookText.distanceUnit}
        help={lookText.distanceHelp}
        alt={lookText.distanceAlt(layer + 1, meanAt(spread.distance), even.toFixed(2))}
        spec={{
          xName: lookText.layer,
          x: layers,
          y: linearAxis(Math.max(even, ...spread.distance.map(([, y]) => y))),
          formatY: String,
          marks: [
            { kind: 'dots', name: lookText.oneHead, color: 'var(--ink-soft)', points: spread.distance },
            { kind: 'line', name: lookText.meanOfHeads, color: 'var(--ink)', points: means(spread.distance) },
            { kind: 'level', name: lookText.evenly, color: 'var(--ink-soft)', y: even },
          ],
        }}
      />
      <LookPlot
        title={lookText.entropy}
        unit={lookText.entropyUnit}
        help={lookText.entropyHelp}
        alt={lookText.entropyAlt(layer + 1, meanAt(bits.cls), two ? meanAt(bits.dist) : '', most.toFixed(2))}
        spec={{
          xName: lookText.layer,
          x: layers,
          y: linearAxis(most),
          formatY: String,
          marks: [
            ...entropyMarks('cls', names.cls, bits.cls),
            ...(two ? entropyMarks('dist', names.dist, bits.dist) : []),
            { kind: 'level', name: lookText.evenly, color: 'var(--ink-soft)', y: most },
          ],
        }}
      />
    </>
  );
}

type Point = readonly [layer: number, value: number];

function entropyMarks(token: 'cls' | 'dist', name: string, points: readonly Point[]): PlotMark[] {
  return [
    {
      kind: token === 'cls' ? 'dots' : 'rings',
      name: `${name}, ${lookText.oneHead}`,
      color: VOICE_COLOR[token],
      points,
    },
    { kind: 'line', name, color: VOICE_COLOR[token], dash: VOICE_DASH[token], points: means(points) },
  ];
}

function spreadOf(seen: AttentionRecord): { distance: Point[]; entropy: { cls: Point[]; dist: Point[] } } {
  const tokens = sequenceLength(seen);
  const heads = Array.from({ length: seen.layers * seen.heads }, (_, i) => ({
    layer: Math.floor(i / seen.heads) + 1,
    matrix: attentionMatrix(seen, Math.floor(i / seen.heads), i % seen.heads),
  }));
  const entropy = (token: number) =>
    heads.map(({ layer, matrix }): Point => [layer, attentionEntropy(matrix, token, tokens)]);
  return {
    distance: heads.map(({ layer, matrix }): Point => [layer, attentionDistance(matrix, seen.grid, seen.tokens)]),
    entropy: { cls: entropy(0), dist: seen.tokens === 2 ? entropy(1) : [] },
  };
}

function means(points: readonly Point[]): Point[] {
  const layers = [...new Set(points.map(([layer]) => layer))];
  return layers.map((layer) => [layer, mean(points.filter(([x]) => x === layer).map(([, y]) => y))]);
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** Layers from 1 on, with room at both sides. */
function layerAxis(layers: number): Axis {
  const ticks = Array.from({ length: layers }, (_, i) => i + 1);
  return { scale: 'linear', domain: [0.5, layers + 0.5], ticks };
}
