import { useMemo } from 'react';
import type { Inference } from '../../experiment/config';
import { curvesText } from '../../sentences/curves';
import type { EvaluationRecord } from '../../worker/protocol';
import { useSecondToken } from '../common/secondToken';
import { linearAxis } from '../plot/axis';
import { type Curve, CurveChart } from '../plot/CurveChart';
import { formatPercent, formatPercentTick } from '../plot/format';
import type { RuleSeries } from '../plot/plotSpec';
import { useStepAxis } from '../plot/useAxis';
import { AVERAGED_STYLE, VOICE_COLOR, VOICE_DASH, type Voice } from '../theme/colors';

export interface AccuracyChartProps {
  evaluations: readonly EvaluationRecord[];
  /** The last step of the run and its length: the same x axis as the losses have. */
  lastStep: number;
  totalSteps: number;
  classes: number;
  /** Without it, only the class head answers. */
  distToken: boolean;
  /** This curve is drawn stronger; the value also chooses which way to fuse is drawn as "both". */
  inference: Inference;
  /** Top-1 accuracy on the test split, 0…1; null without a teacher. */
  teacher: number | null;
}

const TO_ONE = linearAxis(1);
const AVERAGED = 'averaged';

function averagedAccuracy({ averaged }: EvaluationRecord, inference: Inference): number | null {
  return averaged?.[inference] ?? null;
}

/** Test accuracy of the student by inference, compared with its teacher and with chance. */
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
    const cls = curve('cls', 'cls', curvesText.cls);
    const own = distToken
      ? [cls, curve('dist', 'dist', second.head), curve(both, 'both', curvesText.both[both])]
      : [{ ...cls, strong: true }];
    if (!evaluations.some((evaluation) => evaluation.averaged)) return own;
    // The averaged weights, with the inference of the strong curve.
    const averaged: Curve = {
      ...AVERAGED_STYLE,
      key: AVERAGED,
      name: curvesText.averaged,
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
  const rules = useMemo(() => accuracyRules(teacher, classes), [teacher, classes]);
  const xAxis = useStepAxis(Math.max(lastStep, steps.at(-1) ?? 0), totalSteps);

  return (
    <CurveChart
      className="chart-accuracy"
      title={curvesText.accuracy}
      unit={curvesText.accuracyUnit(evaluations[0]?.images, evaluations.at(-1)?.images)}
      steps={steps}
      curves={curves}
      rows={rows}
      xAxis={xAxis}
      yAxis={TO_ONE}
      format={formatPercent}
      formatTick={formatPercentTick}
      rules={rules}
      empty={curvesText.emptyAccuracy}
    />
  );
}

/** Reference lines for the teacher's accuracy and for chance, if known. */
function accuracyRules(teacher: number | null, classes: number): RuleSeries[] {
  const rule = (name: string, y: number, color: string, textColor: string, dash: string): RuleSeries => ({
    ...{ kind: 'rule', name, y, color, dash },
    text: { label: `${name} ${formatPercent(y)}`, color: textColor },
  });
  return [
    ...(teacher === null
      ? []
      : [rule(curvesText.teacher, teacher, VOICE_COLOR.teacher, 'var(--teacher-text)', VOICE_DASH.teacher)]),
    ...(classes > 0 ? [rule(curvesText.chance, 1 / classes, 'var(--rule-strong)', 'var(--ink-faint)', '1 3')] : []),
  ];
}
