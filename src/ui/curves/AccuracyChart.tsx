import { useMemo } from 'react';
import type { Inference } from '../../experiment/config';
import { chartsText } from '../../sentences/curves';
import type { EvaluationRecord } from '../../worker/protocol';
import { useSecondToken } from '../common/secondToken';
import { linearAxis } from '../plot/axis';
import { type Curve, CurveChart } from '../plot/CurveChart';
import { formatPercent } from '../plot/format';
import type { Reference } from '../plot/Plot';
import { useStepAxis } from '../plot/useAxis';
import { VOICE_COLOR, VOICE_DASH, type Voice } from '../theme/colors';

export interface AccuracyChartProps {
  evaluations: readonly EvaluationRecord[];
  /** The same axis as the losses': the run's last step and its length. */
  lastStep: number;
  totalSteps: number;
  classes: number;
  /** Without it only the class head answers. */
  distToken: boolean;
  /** Drawn stronger; says also which of the two ways to fuse is drawn as "both". */
  inference: Inference;
  /** Top-1 on the test split, 0…1; null without a teacher. */
  teacher: number | null;
}

const TO_ONE = linearAxis(1);
const AVERAGED = 'averaged';

function averagedAccuracy({ averaged }: EvaluationRecord, inference: Inference): number | null {
  return averaged?.[inference] ?? null;
}

/** Test accuracy of the student by each way to read it, against its teacher and against chance. */
export function AccuracyChart({
  evaluations,
  lastStep,
  totalSteps,
  classes,
  distToken,
  inference,
  teacher,
}: AccuracyChartProps) {
  const second = useSecondToken();
  const steps = useMemo(() => evaluations.map((evaluation) => evaluation.step), [evaluations]);
  const both = inference === 'both-softmax' ? 'both-softmax' : 'both-logits';
  const curves = useMemo(() => {
    const curve = (key: Inference, voice: Voice, name: string): Curve => ({
      key,
      name,
      color: VOICE_COLOR[voice],
      dash: VOICE_DASH[voice],
      strong: key === inference,
      values: evaluations.map((evaluation) => evaluation.accuracy[key]),
    });
    const cls = curve('cls', 'cls', chartsText.cls);
    const own = distToken
      ? [cls, curve('dist', 'dist', second.head), curve(both, 'both', chartsText.both[both])]
      : [{ ...cls, strong: true }];
    if (!evaluations.some((evaluation) => evaluation.averaged)) return own;
    // The moving average of the weights, read as the strong curve is.
    const averaged: Curve = {
      key: AVERAGED,
      name: chartsText.averaged,
      color: 'var(--ink-soft)',
      dash: '8 2 2 2 2 2',
      strong: false,
      values: evaluations.map((evaluation) => averagedAccuracy(evaluation, distToken ? inference : 'cls')),
    };
    return [...own, averaged];
  }, [evaluations, distToken, both, inference, second]);
  const rows = useMemo(
    () =>
      evaluations.map((evaluation) => ({
        step: evaluation.step,
        ...evaluation.accuracy,
        [AVERAGED]: averagedAccuracy(evaluation, distToken ? inference : 'cls'),
      })),
    [evaluations, distToken, inference],
  );
  const references = useMemo(() => {
    const lines: Reference[] = [];
    if (teacher !== null) {
      lines.push({
        key: 'teacher',
        label: `${chartsText.teacher} ${formatPercent(teacher)}`,
        value: teacher,
        color: VOICE_COLOR.teacher,
        textColor: 'var(--teacher-text)',
        dash: VOICE_DASH.teacher,
      });
    }
    if (classes > 0) {
      lines.push({
        key: 'chance',
        label: `${chartsText.chance} ${formatPercent(1 / classes)}`,
        value: 1 / classes,
        color: 'var(--rule-strong)',
        textColor: 'var(--ink-faint)',
        dash: '1 3',
      });
    }
    return lines;
  }, [teacher, classes]);
  const xAxis = useStepAxis(Math.max(lastStep, steps.at(-1) ?? 0), totalSteps);

  return (
    <CurveChart
      className="chart-accuracy"
      title={chartsText.accuracy}
      unit={chartsText.accuracyUnit(evaluations[0]?.images, evaluations.at(-1)?.images)}
      steps={steps}
      curves={curves}
      rows={rows}
      xAxis={xAxis}
      yAxis={TO_ONE}
      format={formatPercent}
      formatTick={formatPercentTick}
      references={references}
      empty={chartsText.emptyAccuracy}
    />
  );
}

function formatPercentTick(share: number): string {
  return String(Math.round(100 * share));
}
