import { useMemo } from 'react';
import { momentsText } from '../../../sentences/moments';
import { useHistory } from '../../../state/history';
import { useSession } from '../../../state/session';
import { linearAxis } from '../../plot/axis';
import { CurveChart } from '../../plot/CurveChart';
import { useStepAxis } from '../../plot/useAxis';
import { VOICE_COLOR, VOICE_DASH } from '../../theme/colors';

/** Negative cosines leave the axis; they happen before the tokens have met and are told by the legend. */
const TO_ONE = linearAxis(1);

/** Measured by the paper on DeiT-B (section 4): of the learned tokens at the input, and after the last layer. */
const PAPER = [
  { key: 'paper-last', value: 0.93, label: `${momentsText.paper} .93` },
  { key: 'paper-input', value: 0.06, label: `${momentsText.paper} .06` },
].map((reference) => ({ ...reference, color: 'var(--rule-strong)', textColor: 'var(--ink-faint)', dash: '1 3' }));

/** How alike both tokens become while the student learns: before the first layer and after the last, mean of the probes. */
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
      references={PAPER}
      empty={momentsText.empty}
    />
  );
}
