import { useMemo } from 'react';
import { lookText } from '../../sentences/look';
import { useHistory } from '../../state/history';
import { useSecondToken } from '../common/secondToken';
import { linearAxis } from '../plot/axis';
import { CurveChart } from '../plot/CurveChart';
import { formatPercent, formatPercentTick } from '../plot/format';
import { useStepAxis } from '../plot/useAxis';
import { VOICE_COLOR, VOICE_DASH } from '../theme/colors';

export interface ObjectCurveProps {
  tokens: 1 | 2;
  /** Whether this data set says where its objects are. */
  known: boolean;
  totalSteps: number;
}

const VOICES = ['cls', 'dist'] as const;
const TO_ONE = linearAxis(1);

/** The share of each token's attention on the object while the student learns: last layer, mean of the test pictures. */
export function ObjectCurve({ tokens, known, totalSteps }: ObjectCurveProps) {
  const history = useHistory((state) => state.tokens);
  const records = useMemo(
    () => history.flatMap(({ step, onObject }) => (onObject ? [{ step, onObject }] : [])),
    [history],
  );
  const second = useSecondToken();
  const steps = useMemo(() => records.map(({ step }) => step), [records]);
  const curves = useMemo(
    () =>
      VOICES.slice(0, tokens).map((token, i) => ({
        key: token,
        name: token === 'cls' ? lookText.tokens.cls : second.token,
        color: VOICE_COLOR[token],
        dash: VOICE_DASH[token],
        strong: true,
        values: records.map(({ onObject }) => onObject[i] ?? null),
      })),
    [records, tokens, second],
  );
  const rows = useMemo(
    () => records.map(({ step, onObject }) => ({ step, cls: onObject[0] ?? null, dist: onObject[1] ?? null })),
    [records],
  );
  const xAxis = useStepAxis(steps.at(-1) ?? 0, totalSteps);
  return (
    <CurveChart
      title={lookText.objectCurve}
      unit={lookText.objectCurveUnit}
      steps={steps}
      curves={curves}
      rows={rows}
      xAxis={xAxis}
      yAxis={TO_ONE}
      format={formatPercent}
      formatTick={formatPercentTick}
      empty={known ? lookText.objectCurveEmpty : lookText.objectUnknown}
    />
  );
}
