import { useMemo } from 'react';
import type { Inference } from '../../experiment/config';
import { runsText } from '../../sentences/runs';
import { judgedIn } from '../../state/runs/compare';
import { linearAxis } from '../plot/axis';
import { type Curve, CurveChart } from '../plot/CurveChart';
import { drawCurves } from '../plot/curves';
import { formatLoss, formatPercent, formatPercentTick, formatTick } from '../plot/format';
import { smooth } from '../plot/smooth';
import { useSameAxis, useStepAxis } from '../plot/useAxis';
import { VOICE_COLOR } from '../theme/colors';
import type { Compared } from './Comparison';
import { RUN_DASH } from './marks';
import { comparedRows, longest, padded } from './overlay';

export type Term = keyof typeof runsText.losses;
export type AccuracyChoice = keyof typeof runsText.accuracies;

const TERM_COLOR: Record<Term, string> = {
  total: 'var(--ink)',
  labelTerm: VOICE_COLOR.label,
  teacherTerm: VOICE_COLOR.teacher,
};

const INFERENCE_COLOR: Record<Inference, string> = {
  cls: VOICE_COLOR.cls,
  dist: VOICE_COLOR.dist,
  'both-logits': VOICE_COLOR.both,
  'both-softmax': VOICE_COLOR.both,
};

const TO_ONE = linearAxis(1);

interface ComparedLossProps {
  compared: readonly Compared[];
  term: Term;
  smoothing: number;
  logAxis: boolean;
}

/** One term of the loss of every run. Only smoothed curves are drawn: the noise of several runs would hide them. */
export function ComparedLoss({ compared, term, smoothing, logAxis }: ComparedLossProps) {
  const steps = useMemo(() => longest(compared.map(({ curves }) => curves.metrics.step)), [compared]);
  const drawn = useMemo(() => {
    const columns = compared.map(({ letter, curves }) => {
      const values = curves.metrics[term];
      return [letter, padded(smoothing > 0 ? smooth(values, smoothing) : values, steps.length)] as const;
    });
    return drawCurves(steps, Object.fromEntries(columns), { smoothing: 0, log: logAxis });
  }, [compared, steps, term, smoothing, logAxis]);
  const end = lastStep(compared);
  const curves = useMemo(
    () =>
      compared.map(
        (one, i): Curve => ({ ...styleOf(one, i), color: TERM_COLOR[term], values: one.curves.metrics[term] }),
      ),
    [compared, term],
  );
  return (
    <CurveChart
      title={runsText.loss}
      unit={`${runsText.losses[term]}, ${runsText.lossUnit}`}
      steps={steps}
      curves={curves}
      rows={drawn.rows}
      smoothing={smoothing}
      xAxis={useStepAxis(end, end)}
      yAxis={useSameAxis(drawn.axis)}
      format={formatLoss}
      formatTick={formatTick}
      empty={runsText.emptyLoss}
    />
  );
}

/** Test accuracy of every run at one inference; the curve has the colour of the head that answers. */
export function ComparedAccuracy({
  compared,
  accuracyChoice,
}: {
  compared: readonly Compared[];
  accuracyChoice: AccuracyChoice;
}) {
  const { steps, rows, curves } = useMemo(() => {
    const read = compared.map(({ letter, run, curves }) => {
      const inference = accuracyChoice === 'judged' ? judgedIn(run.config) : accuracyChoice;
      const points = curves.evaluations.flatMap(({ step, accuracy }) => {
        const value = accuracy[inference];
        return value === null ? [] : [{ step, value }];
      });
      return { letter, inference, points };
    });
    const { steps, rows, values } = comparedRows(read);
    const curves = compared.map((one, i): Curve => {
      const color = INFERENCE_COLOR[read[i]!.inference];
      return { ...styleOf(one, i), color, values: values[i]! };
    });
    return { steps, rows, curves };
  }, [compared, accuracyChoice]);
  const end = lastStep(compared);
  return (
    <CurveChart
      title={runsText.accuracy}
      unit={runsText.accuracyUnit}
      steps={steps}
      curves={curves}
      rows={rows}
      xAxis={useStepAxis(end, end)}
      yAxis={TO_ONE}
      format={formatPercent}
      formatTick={formatPercentTick}
      empty={runsText.emptyAccuracy}
    />
  );
}

/** The last step of the longest run, where both axes end. */
function lastStep(compared: readonly Compared[]): number {
  return Math.max(1, ...compared.map(({ run }) => run.step));
}

function styleOf({ letter, run }: Compared, i: number) {
  return { key: letter, name: `${letter} ${run.name}`, label: letter, dash: RUN_DASH[i]! };
}
