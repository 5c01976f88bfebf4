import {
  isOfTeacher,
  judgedBy,
  meanDeviation,
  type StrategyId,
  type SweptField,
  type SweptValue,
  type TrialPlan,
  type TrialResult,
} from '../../experiment/trials/trials';
import { experimentsText as text } from '../../sentences/experiments';
import { STRATEGY_DASH, STRATEGY_VOICE, valueName } from '../common/trialNumbers';
import { axisOf } from '../plot/axis';
import { LookPlot } from '../plot/LookPlot';
import type { PlotMark, PlotSpec } from '../plot/staticPlot';
import { VOICE_COLOR, VOICE_DASH } from '../theme/colors';
import { accuracyAxis, endings } from './TrialPlots';

/** Between the dots of two that stand at one kind, of the distance between two kinds. */
const APART = 0.1;

interface Series {
  name: string;
  color: string;
  dash: string;
  /** Per cent, by swept value. */
  points: { value: SweptValue; mean: number; deviation: number }[];
}

/** Accuracy by what was swept: lines with bands over a number, dots with bars over kinds. */
export function SweepCurve({ results, plan }: { results: readonly TrialResult[]; plan: TrialPlan }) {
  if (!plan.sweep) return null;
  const { field, values } = plan.sweep;
  const series = [
    ...plan.strategies.map((strategy) => ofStrategy(strategy, values, results)),
    ...(isOfTeacher(field) ? [ofTeacher(values, results)] : []),
  ].filter(({ points }) => points.length > 0);
  const numbers = values.filter((value) => typeof value === 'number');
  const { marks, ...axis } =
    numbers.length === values.length ? overNumbers(series, numbers) : overKinds(series, field, values);
  return (
    <LookPlot
      title={`${text.sweepTitle} ${text.fields[field]}`}
      unit={text.sweepUnit}
      alt={`${text.sweepTitle} ${text.fields[field]}. ${numbers.length > 0 ? endings(marks) : readings(series, field)}`}
      help={field === 'teacherFamily' ? `${text.sweepHelp} ${text.paperTeachers}` : text.sweepHelp}
      spec={{ xName: text.fields[field], y: accuracyAxis(marks), formatY: String, marks, ...axis }}
    />
  );
}

function ofStrategy(strategy: StrategyId, values: readonly SweptValue[], results: readonly TrialResult[]): Series {
  const judged = judgedBy(strategy);
  const mine = results.filter((result) => result.strategy === strategy);
  return {
    name: text.labels[strategy],
    color: VOICE_COLOR[STRATEGY_VOICE[strategy]],
    dash: STRATEGY_DASH[strategy],
    points: pointsOf(values, mine, ({ accuracy }) => accuracy[judged]),
  };
}

function ofTeacher(values: readonly SweptValue[], results: readonly TrialResult[]): Series {
  const points = pointsOf(values, results, ({ teacherAccuracy }) => teacherAccuracy);
  return { name: text.teacherItself, color: VOICE_COLOR.teacher, dash: VOICE_DASH.teacher, points };
}

function pointsOf(
  values: readonly SweptValue[],
  results: readonly TrialResult[],
  share: (result: TrialResult) => number | null,
): Series['points'] {
  return values.flatMap((value) => {
    const shares = results.flatMap((result) => (result.value === value ? (share(result) ?? []) : []));
    const summary = meanDeviation(shares.map((known) => 100 * known));
    return summary ? [{ value, mean: summary.mean, deviation: summary.deviation ?? 0 }] : [];
  });
}

type Drawn = Pick<PlotSpec, 'marks' | 'x' | 'formatX'>;

function overNumbers(series: readonly Series[], values: readonly number[]): Drawn {
  const marks = series.flatMap(({ name, color, dash, points }): PlotMark[] => {
    const at = points.map(({ value, ...rest }) => ({ x: Number(value), ...rest }));
    return [
      {
        ...{ kind: 'band', of: name, name: `${name} ±`, color },
        points: at.map(({ x, mean, deviation }) => [x, mean - deviation, mean + deviation]),
      },
      { kind: 'line', name, color, dash, points: at.map(({ x, mean }) => [x, mean]) },
    ];
  });
  return { x: axisOf(values), marks };
}

function overKinds(series: readonly Series[], field: SweptField, values: readonly SweptValue[]): Drawn {
  const marks = series.flatMap(({ name, color, dash, points }, i): PlotMark[] => {
    const aside = APART * (i - (series.length - 1) / 2);
    const at = points.map(({ value, ...rest }) => ({ x: values.indexOf(value) + aside, ...rest }));
    return [
      { kind: dash === '' ? 'discs' : 'rings', name, color, points: at.map(({ x, mean }) => [x, mean]) },
      {
        ...{ kind: 'bars', of: name, name: `${name} ±`, color },
        points: at.map(({ x, mean, deviation }) => [x, mean - deviation, mean + deviation]),
      },
    ];
  });
  const ticks = values.map((_, i) => i);
  return {
    x: { scale: 'linear', domain: [-0.5, values.length - 0.5], ticks },
    formatX: (i) => valueName(field, values[i]!),
    marks,
  };
}

function readings(series: readonly Series[], field: SweptField): string {
  return series
    .map(({ name, points }) => {
      const all = points.map(({ value, mean }) => `${valueName(field, value)} ${mean.toFixed(1)}`);
      return `${name}: ${all.join(', ')}`;
    })
    .join('; ');
}
