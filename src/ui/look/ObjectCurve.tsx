import { useMemo } from 'react';
import { type AttentionPoint, probeMap, useAttentionSeries } from '../../state/attentionSeries';
import type { Inspection } from '../../worker/protocol';
import { linearAxis } from '../charts/axis';
import { CurveChart } from '../charts/CurveChart';
import { formatPercent } from '../charts/format';
import { useStepAxis } from '../charts/useAxis';
import { VOICE_COLOR, VOICE_DASH } from '../theme/colors';
import { coverage, shareOnObject } from './reading';
import { lookText } from './text';

export interface ObjectCurveProps {
  inspection: Pick<Inspection, 'object' | 'tokens'>;
  /** The picture in the test split; null for one that is not of it. */
  index: number | null;
  totalSteps: number;
}

/** How much of each token's attention lies on the object, as the student learns: the mean of the last layer's heads. */
export function ObjectCurve({ inspection, index, totalSteps }: ObjectCurveProps) {
  const { object } = inspection;
  const series = useAttentionSeries((state) => state.points);
  const points = useMemo(
    () => (object && index !== null ? onObject(series, index, object) : []),
    [series, index, object],
  );
  const steps = useMemo(() => points.map(({ step }) => step), [points]);
  const curves = useMemo(
    () =>
      (inspection.tokens === 2 ? (['cls', 'dist'] as const) : (['cls'] as const)).map((token) => ({
        key: token,
        name: lookText.tokens[token],
        color: VOICE_COLOR[token],
        dash: VOICE_DASH[token],
        strong: true,
        values: points.map((point) => point[token]),
      })),
    [points, inspection.tokens],
  );
  const rows = useMemo(() => points.map(({ step, cls, dist }) => ({ step, cls, dist })), [points]);
  const area = object ? coverage(object) : null;
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
      formatTick={(share) => String(Math.round(100 * share))}
      references={
        area === null
          ? []
          : [
              {
                key: 'area',
                label: `${lookText.coverage} ${formatPercent(area)}`,
                value: area,
                color: 'var(--rule-strong)',
                textColor: 'var(--ink-faint)',
                dash: '1 3',
              },
            ]
      }
      empty={object ? lookText.objectCurveEmpty : lookText.objectUnknown}
    />
  );
}

const TO_ONE = linearAxis(1);

/** Share of each token's attention on the object, snapshot by snapshot. */
function onObject(series: readonly AttentionPoint[], index: number, object: Float32Array) {
  return series.flatMap((point) => {
    // A student of another patch size looked at other patches.
    const cls = point.grid ** 2 === object.length ? probeMap(point, index, 0) : null;
    if (!cls) return [];
    const dist = probeMap(point, index, 1);
    return [{ step: point.step, cls: shareOnObject(cls, object), dist: dist && shareOnObject(dist, object) }];
  });
}
