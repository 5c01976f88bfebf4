import { useMemo } from 'react';
import { momentsText } from '../../../sentences/moments';
import { useHistory } from '../../../state/history';
import { useSession } from '../../../state/session';
import { linearAxis } from '../../plot/axis';
import { CurveChart } from '../../plot/CurveChart';
import type { RuleSeries } from '../../plot/plotSpec';
import { useStepAxis } from '../../plot/useAxis';
import { VOICE_COLOR, VOICE_DASH } from '../../theme/colors';

/** Negative cosines, which occur before the tokens have met, are off the axis; the legend has their numbers. */
const TO_ONE = linearAxis(1);

/** The paper's values for DeiT-B (section 4): learned tokens at the input, and after the last layer. */
const PAPER = [0.93, 0.06].map((y): RuleSeries => {
  const label = `${momentsText.paper} ${y.toFixed(2).slice(1)}`;
  const text = { label, color: 'var(--ink-faint)' };
  return { kind: 'rule', name: label, y, color: 'var(--rule-strong)', dash: '1 3', text };
});

/** How alike both tokens become while the student learns: at the input and after the last layer, mean of the probes. */
export function CosineCurve() {
  const records = useHistory((state) => state.tokens);
  const totalSteps = useSession((state) => state.built?.totalSteps ?? 0);
  const { steps, rows, curves } = useMemo(() => {
    const points = records.flatMap(({ step, cosine }) =>
      cosine ? [{ step, last: cosine.at(-1)!, input: cosine[0]! }] : [],
    );
    return {
      steps: points.map(({ step }) => step),
      rows: points,
      curves: (['last', 'input'] as const).map((key) => ({
        key,
        name: momentsText.cosineOf[key],
        color: key === 'last' ? VOICE_COLOR.both : VOICE_COLOR.label,
        dash: key === 'last' ? '' : VOICE_DASH.both,
        values: points.map((point) => point[key]),
      })),
    };
  }, [records]);
  const xAxis = useStepAxis(steps.at(-1) ?? 0, totalSteps);
  return (
    <CurveChart
      title={momentsText.cosine}
      unit={momentsText.cosineUnit}
      steps={steps}
      curves={curves}
      rows={rows}
      xAxis={xAxis}
      yAxis={TO_ONE}
      format={(value) => value.toFixed(3)}
      formatTick={String}
      rules={PAPER}
      empty={momentsText.empty}
    />
  );
}
