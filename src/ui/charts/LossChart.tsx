import { useMemo } from 'react';
import type { StepMetrics } from '../../worker/protocol';
import { VOICE_COLOR, VOICE_DASH } from '../theme/colors';
import { CurveChart } from './CurveChart';
import { drawCurves } from './curves';
import { formatLoss, formatTick } from './format';
import { chartsText } from './text';
import { useSameAxis, useStepAxis } from './useAxis';

export interface LossChartProps {
  /** A new object whenever a row was added. */
  metrics: StepMetrics;
  /** Length of the whole run, 0 while unknown. */
  totalSteps: number;
  /** Weight of the past, 0…0.999. */
  smoothing: number;
  logAxis: boolean;
  /** Without distillation there is no second term, and the label's term is the total. */
  distils: boolean;
}

/** The two weighted terms and their sum, step by step. */
export function LossChart({ metrics, totalSteps, smoothing, logAxis, distils }: LossChartProps) {
  const { step, total, labelTerm, teacherTerm } = metrics;
  const drawn = useMemo(
    () => drawCurves(metrics.step, distils ? pick(metrics) : { total: metrics.total }, { smoothing, log: logAxis }),
    [metrics, distils, smoothing, logAxis],
  );
  const yAxis = useSameAxis(drawn.axis);
  const xAxis = useStepAxis(step.at(-1) ?? 0, totalSteps);
  const curves = useMemo(() => {
    const sum = { key: 'total', name: chartsText.total, color: 'var(--ink)', dash: '', strong: true, values: total };
    if (!distils) return [sum];
    return [
      sum,
      { ...style('label'), key: 'labelTerm', name: chartsText.labelTerm, values: labelTerm },
      { ...style('teacher'), key: 'teacherTerm', name: chartsText.teacherTerm, values: teacherTerm },
    ];
  }, [total, labelTerm, teacherTerm, distils]);

  return (
    <CurveChart
      title={chartsText.loss}
      unit={chartsText.lossUnit}
      steps={step}
      curves={curves}
      rows={drawn.rows}
      smoothing={smoothing}
      xAxis={xAxis}
      yAxis={yAxis}
      format={formatLoss}
      formatTick={formatTick}
      empty={chartsText.emptyLoss}
    />
  );
}

function pick({ total, labelTerm, teacherTerm }: StepMetrics) {
  return { total, labelTerm, teacherTerm };
}

function style(voice: 'label' | 'teacher') {
  return { color: VOICE_COLOR[voice], dash: VOICE_DASH[voice] };
}
