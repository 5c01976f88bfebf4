import { useMemo } from 'react';
import { curvesText } from '../../sentences/curves';
import type { MetricTable } from '../../worker/protocol';
import { CurveChart } from '../plot/CurveChart';
import { drawCurves } from '../plot/curves';
import { formatRate } from '../plot/format';
import { useSameAxis, useStepAxis } from '../plot/useAxis';

export interface LearningRateChartProps {
  metrics: MetricTable;
  totalSteps: number;
}

/** A ramp and a cosine need few points. */
const ROWS = 80;

/** The learning rate of every step so far. */
export function LearningRateChart({ metrics, totalSteps }: LearningRateChartProps) {
  const { step, learningRate } = metrics;
  const drawn = useMemo(
    () => drawCurves(step, { learningRate }, { smoothing: 0, log: false, maxRows: ROWS }),
    [step, learningRate],
  );
  const xAxis = useStepAxis(step.at(-1) ?? 0, totalSteps);
  const yAxis = useSameAxis({ ...drawn.axis, ticks: [0, drawn.axis.domain[1]] });
  const curves = useMemo(
    () => [
      { key: 'learningRate', name: curvesText.learningRate, color: 'var(--ink-soft)', dash: '', values: learningRate },
    ],
    [learningRate],
  );
  return (
    <CurveChart
      small
      title={curvesText.learningRate}
      unit={curvesText.learningRateUnit}
      steps={step}
      curves={curves}
      rows={drawn.rows}
      xAxis={xAxis}
      yAxis={yAxis}
      format={formatRate}
      formatTick={formatRateTick}
      empty={curvesText.emptyLearningRate}
    />
  );
}

function formatRateTick(rate: number): string {
  return rate === 0 ? '0' : rate.toExponential(0);
}
