import {
  isOfTeacher,
  judgedBy,
  meanDeviation,
  type SweptField,
  type SweptValue,
  type TrialPlan,
  type TrialResult,
} from '../../experiment/trials/trials';
import { experimentsText } from '../../sentences/experiments';
import { valueName } from '../common/trialNumbers';
import { axisOf, bandAxis } from '../plot/axis';
import type { LineSeries, PlotSpec, PointSeries, Series } from '../plot/plotSpec';
import { VOICE_COLOR, VOICE_DASH } from '../theme/colors';
import { accuracyAxis, endings, strategyStyle } from './trialSpecs';

/** Accuracy of one strategy, or of the teacher, by swept value, in per cent. */
interface Swept {
  name: string;
  color: string;
  dash: string;
  points: { value: SweptValue; mean: number; deviation: number }[];
}

/** Accuracy by swept value: lines with bands over numbers, points with error bars over categories; null without a sweep. */
export function sweepSpec({ sweep, strategies }: TrialPlan, results: readonly TrialResult[]): PlotSpec | null {
  if (!sweep) return null;
  const { field, values } = sweep;
  const swept = [
    ...strategies.map((strategy): Swept => {
      const mine = results.filter((result) => result.strategy === strategy);
      const points = pointsOf(values, mine, ({ accuracy }) => accuracy[judgedBy(strategy)]);
      return { ...strategyStyle(strategy), points };
    }),
    ...(isOfTeacher(field)
      ? [
          {
            ...{ name: experimentsText.teacherItself, color: VOICE_COLOR.teacher, dash: VOICE_DASH.teacher },
            points: pointsOf(values, results, ({ teacherAccuracy }) => teacherAccuracy),
          },
        ]
      : []),
  ].filter(({ points }) => points.length > 0);
  const numbers = values.filter((value) => typeof value === 'number');
  const drawn = numbers.length === values.length ? overNumbers(swept, numbers) : overCategories(swept, field, values);
  const title = `${experimentsText.sweepTitle} ${experimentsText.fields[field]}`;
  const highest = swept.flatMap(({ points }) => points.map(({ mean, deviation }) => mean + deviation));
  return {
    title,
    unit: experimentsText.sweepUnit,
    alt: `${title}. ${drawn.alt}`,
    x: { ...drawn.x, label: experimentsText.fields[field] },
    y: { ...accuracyAxis(highest), label: title },
    series: drawn.series,
  };
}

function pointsOf(
  values: readonly SweptValue[],
  results: readonly TrialResult[],
  share: (result: TrialResult) => number | null,
): Swept['points'] {
  return values.flatMap((value) => {
    const shares = results.flatMap((result) => (result.value === value ? (share(result) ?? []) : []));
    const summary = meanDeviation(shares.map((known) => 100 * known));
    return summary ? [{ value, mean: summary.mean, deviation: summary.deviation ?? 0 }] : [];
  });
}

interface Drawn {
  x: Omit<PlotSpec['x'], 'label'>;
  series: Series[];
  alt: string;
}

function overNumbers(swept: readonly Swept[], values: readonly number[]): Drawn {
  const series = swept.map(
    ({ points, ...style }): LineSeries => ({
      ...{ kind: 'line', ...style },
      points: points.map(({ value, mean }) => [Number(value), mean] as const),
      band: points.map(({ value, mean, deviation }) => [Number(value), mean - deviation, mean + deviation] as const),
    }),
  );
  return { x: axisOf(values), series, alt: endings(series) };
}

function overCategories(swept: readonly Swept[], field: SweptField, values: readonly SweptValue[]): Drawn {
  const nameAt = (index: number) => valueName(field, values[index]!);
  const series = swept.map(
    ({ name, color, dash, points }): PointSeries => ({
      ...{ kind: 'points', name, color, shape: dash === '' ? 'disc' : 'ring' },
      points: points.map(({ value, mean, deviation }) => ({ x: values.indexOf(value), y: mean, error: deviation })),
    }),
  );
  const readings = series.map(
    ({ name, points }) => `${name}: ${points.map(({ x, y }) => `${nameAt(x)} ${y.toFixed(1)}`).join(', ')}`,
  );
  return { x: { ...bandAxis(values.length), format: nameAt }, series, alt: readings.join('; ') };
}
