import { STUDENT_PRESETS } from '../../experiment/presets';
import { benchmarkText } from '../../sentences/benchmark';
import type { GpuReport } from '../../worker/protocol';
import { logAxis } from '../plot/axis';
import type { PlotSpec } from '../plot/plotSpec';

/** What the roofline needs of a report. */
export interface Measured {
  peaks: Pick<GpuReport['peaks'], 'gflops' | 'gigabytesPerSecond'>;
  step: Pick<GpuReport['step'], 'work' | 'gflops'>;
  predictions: readonly Pick<GpuReport['predictions'][number], 'id' | 'work' | 'stepMs'>[];
}

/** Attainable GFLOP/s by arithmetic intensity (Williams et al. 2009), and the training steps below that roof. */
export function rooflineSpec({ peaks, predictions, step }: Measured): PlotSpec {
  const predicted = predictions.map(({ id, work, stepMs }) => ({
    label: STUDENT_PRESETS.find((preset) => preset.id === id)?.label ?? id,
    x: work.flop / work.bytes,
    y: work.flop / (stepMs * 1e6),
  }));
  const measured = { x: step.work.flop / step.work.bytes, y: step.gflops };
  const bend = peaks.gflops / peaks.gigabytesPerSecond;
  const xs = [...predicted, measured].map(({ x }) => x).concat(bend / 2, bend * 4);
  const left = Math.min(...xs);
  const ys = [...predicted, measured].map(({ y }) => y).concat(peaks.gflops, left * peaks.gigabytesPerSecond);
  const x = logAxis(left, Math.max(...xs));
  const roof = (at: number) => [at, Math.min(peaks.gflops, at * peaks.gigabytesPerSecond)] as const;
  return {
    title: benchmarkText.roofline,
    unit: benchmarkText.rooflineUnit,
    alt: benchmarkText.rooflineAlt(short(peaks.gflops), short(bend), short(measured.y), short(measured.x)),
    x: { ...x, label: benchmarkText.intensity },
    // With room for the labels.
    y: { ...logAxis(Math.min(...ys) / 1.5, 1.2 * Math.max(...ys)), label: benchmarkText.rate },
    series: [
      {
        kind: 'line',
        name: benchmarkText.roof,
        color: 'var(--ink-soft)',
        points: [x.domain[0], bend, x.domain[1]].map(roof),
      },
      {
        ...{ kind: 'points', name: benchmarkText.predicted, color: 'var(--both)', shape: 'disc', labels: 'points' },
        points: predicted.map((point) => ({ ...point, name: point.label })),
      },
      { kind: 'points', name: benchmarkText.present, color: 'var(--cls)', shape: 'halo', points: [measured] },
    ],
  };
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
