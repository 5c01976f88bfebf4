import { useMemo } from 'react';
import { type Distillation, learnsFromTeacher } from '../../experiment/config';
import { curvesText } from '../../sentences/curves';
import type { MetricTable } from '../../worker/protocol';
import { CurveChart } from '../plot/CurveChart';
import { drawCurves } from '../plot/curves';
import { formatLoss, formatTick } from '../plot/format';
import { useSameAxis, useStepAxis } from '../plot/useAxis';
import { VOICE_COLOR, VOICE_DASH, type Voice } from '../theme/colors';

export interface LossChartProps {
  /** A new object for every added row. */
  metrics: MetricTable;
  /** Steps of the whole run, 0 while unknown. */
  totalSteps: number;
  /** Weight of the past, 0…0.999. */
  smoothing: number;
  logAxis: boolean;
  /** Without distillation, the label term is the total. */
  distillation: Distillation;
}

/** The two weighted terms of the loss and their sum, for every step. */
export function LossChart({ metrics, totalSteps, smoothing, logAxis, distillation }: LossChartProps) {
  const { step, total, labelTerm, teacherTerm } = metrics;
  const two = distillation !== 'none';
  const drawn = useMemo(
    () => drawCurves(metrics.step, two ? pick(metrics) : { total: metrics.total }, { smoothing, log: logAxis }),
    [metrics, two, smoothing, logAxis],
  );
  const yAxis = useSameAxis(drawn.axis);
  const xAxis = useStepAxis(step.at(-1) ?? 0, totalSteps);
  const curves = useMemo(() => {
    const sum = { key: 'total', name: curvesText.total, color: 'var(--ink)', dash: '', strong: true, values: total };
    if (distillation === 'none') return [sum];
    const [first, second] = learnsFromTeacher(distillation)
      ? (['label', 'teacher'] as const)
      : (['cls', 'dist'] as const);
    return [
      sum,
      { ...style(first), key: 'labelTerm', name: curvesText.terms[first], values: labelTerm },
      { ...style(second), key: 'teacherTerm', name: curvesText.terms[second], values: teacherTerm },
    ];
  }, [total, labelTerm, teacherTerm, distillation]);

  return (
    <CurveChart
      title={curvesText.loss}
      unit={curvesText.lossUnit}
      steps={step}
      curves={curves}
      rows={drawn.rows}
      smoothing={smoothing}
      xAxis={xAxis}
      yAxis={yAxis}
      format={formatLoss}
      formatTick={formatTick}
      empty={curvesText.emptyLoss}
    />
  );
}

function pick({ total, labelTerm, teacherTerm }: MetricTable) {
  return { total, labelTerm, teacherTerm };
}

function style(voice: Voice) {
  return { color: VOICE_COLOR[voice], dash: VOICE_DASH[voice] };
}
