import { useMemo } from 'react';
import { curvesText } from '../../sentences/curves';
import type { TeacherPoint } from '../../worker/protocol';
import { CurveChart } from '../plot/CurveChart';
import { drawCurves } from '../plot/curves';
import { formatLoss, formatPercent, formatTick } from '../plot/format';
import { useSameAxis, useStepAxis } from '../plot/useAxis';
import { VOICE_COLOR } from '../theme/colors';

export interface TeacherChartProps {
  /** All points of the teacher's training so far. */
  points: readonly TeacherPoint[];
  smoothing: number;
  logAxis: boolean;
}

/** The loss of a teacher that the page trains, and its latest test accuracy. */
export function TeacherChart({ points, smoothing, logAxis }: TeacherChartProps) {
  const { steps, loss } = useMemo(
    () => ({
      steps: Float64Array.from(points, (point) => point.step),
      loss: Float32Array.from(points, (point) => point.loss),
    }),
    [points],
  );
  const drawn = useMemo(
    () => drawCurves(steps, { loss }, { smoothing, log: logAxis }),
    [steps, loss, smoothing, logAxis],
  );
  const curves = useMemo(
    () => [
      { key: 'loss', name: curvesText.teacherLoss, color: VOICE_COLOR.teacher, dash: '', strong: true, values: loss },
    ],
    [loss],
  );
  const latest = points.at(-1);
  const yAxis = useSameAxis(drawn.axis);
  const xAxis = useStepAxis(latest?.step ?? 0, latest?.totalSteps ?? 0);
  const tested = points.findLast((point) => point.testAccuracy !== null)?.testAccuracy ?? null;

  return (
    <CurveChart
      title={curvesText.teacherTraining}
      unit={curvesText.lossUnit}
      steps={steps}
      curves={curves}
      rows={drawn.rows}
      smoothing={smoothing}
      xAxis={xAxis}
      yAxis={yAxis}
      format={formatLoss}
      formatTick={formatTick}
      empty={curvesText.emptyTeacher}
    >
      {tested !== null && (
        <span className="note voice-teacher voice-text tabular">
          {curvesText.teacherAccuracy} {formatPercent(tested)}
        </span>
      )}
    </CurveChart>
  );
}
