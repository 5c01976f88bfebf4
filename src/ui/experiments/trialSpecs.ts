import { judgedBy, type StrategyId, type TrialResult } from '../../experiment/trials/trials';
import { experimentsText } from '../../sentences/experiments';
import { meanCurve, STRATEGY_DASH, STRATEGY_VOICE } from '../common/trialNumbers';
import { cosineAxis, linearAxis, stepAxis } from '../plot/axis';
import type { LineSeries, PlotAxis, PlotSpec } from '../plot/plotSpec';
import { VOICE_COLOR } from '../theme/colors';

type MeanLine = Omit<LineSeries, 'points'> & { points: [number, number][] };
type Curve = { step: number; value: number }[];

/** Accuracy over training by strategy: mean over seeds. */
export function learningSpec(results: readonly TrialResult[], strategies: readonly StrategyId[]): PlotSpec {
  const series = meanLines(results, strategies, ({ curve, strategy }) =>
    curve.map(({ step, accuracy }) => ({ step, value: 100 * (accuracy[judgedBy(strategy)] ?? 0) })),
  );
  return {
    title: experimentsText.curveTitle,
    unit: experimentsText.curveUnit,
    alt: `${experimentsText.curveTitle}. ${endings(series)}`,
    x: { ...stepAxis(longest(results.map(({ steps }) => steps))), label: experimentsText.step },
    y: { ...accuracyAxis(series.flatMap(({ points }) => points.map(([, y]) => y))), label: experimentsText.curveTitle },
    series,
  };
}

/** Cosine of the two tokens after the last block over training, by strategy with two tokens; null if there is none. */
export function tokenCosineSpec(results: readonly TrialResult[], strategies: readonly StrategyId[]): PlotSpec | null {
  const series = meanLines(results, strategies, ({ cosine }) => cosine);
  return cosineSpec(series, {
    title: experimentsText.cosineTitle,
    unit: experimentsText.cosineUnit,
    x: { ...stepAxis(longest(results.map(({ steps }) => steps))), label: experimentsText.step },
  });
}

/** Cosine of the two tokens at the end of training, from the input to the last block; null without two tokens. */
export function cosineByLayerSpec(results: readonly TrialResult[], strategies: readonly StrategyId[]): PlotSpec | null {
  const series = meanLines(results, strategies, ({ cosineByLayer }) =>
    cosineByLayer.map((value, step) => ({ step, value })),
  );
  return cosineSpec(series, {
    title: experimentsText.layersTitle,
    unit: experimentsText.layersUnit,
    x: {
      ...stepAxis(longest(results.map(({ cosineByLayer }) => cosineByLayer.length - 1))),
      label: experimentsText.layer,
    },
  });
}

function cosineSpec(series: MeanLine[], of: Pick<PlotSpec, 'title' | 'unit' | 'x'>): PlotSpec | null {
  if (series.length === 0) return null;
  const y = { ...cosineAxis(series.flatMap(({ points }) => points.map(([, y]) => y))), label: of.unit };
  return { ...of, alt: `${of.title}. ${endings(series, 3)}`, y, series };
}

/** One line per strategy that has a curve: the mean over its results. */
function meanLines(
  results: readonly TrialResult[],
  strategies: readonly StrategyId[],
  curveOf: (result: TrialResult) => Curve,
): MeanLine[] {
  return strategies.flatMap((strategy): MeanLine[] => {
    const curves = results.filter((result) => result.strategy === strategy).map(curveOf);
    const points = meanCurve(curves.filter(({ length }) => length > 0));
    return points.length > 0 ? [{ ...strategyStyle(strategy), kind: 'line', points }] : [];
  });
}

export function strategyStyle(strategy: StrategyId) {
  const color = VOICE_COLOR[STRATEGY_VOICE[strategy]];
  return { name: experimentsText.labels[strategy], color, dash: STRATEGY_DASH[strategy] };
}

/** From 0 to a round number that is not below any of the percentages. */
export function accuracyAxis(percentages: readonly number[]): Omit<PlotAxis, 'label'> {
  return linearAxis(Math.min(100, Math.max(10, ...percentages)));
}

/** The last value of each line, for screen readers. */
export function endings(lines: readonly LineSeries[], digits = 1): string {
  return lines
    .flatMap(({ name, points }) => experimentsText.endsAt(name, (points.at(-1)?.[1] ?? 0).toFixed(digits)))
    .join('; ');
}

function longest(ends: readonly number[]): number {
  return Math.max(1, ...ends);
}
