import { judgedBy, type StrategyId, type TrialResult } from '../../experiment/trials/trials';
import { experimentsText as text } from '../../sentences/experiments';
import { meanCurve, STRATEGY_DASH, STRATEGY_VOICE } from '../common/trialNumbers';
import { type Axis, linearAxis, stepAxis } from '../plot/axis';
import { LookPlot } from '../plot/LookPlot';
import type { PlotMark } from '../plot/staticPlot';
import { VOICE_COLOR } from '../theme/colors';

/** How accuracy rose, by strategy: mean over seeds. */
export function LearningCurves({
  results,
  strategies,
}: {
  results: readonly TrialResult[];
  strategies: readonly StrategyId[];
}) {
  const marks = strategies.flatMap((strategy): PlotMark[] => {
    const judged = judgedBy(strategy);
    const curves = results
      .filter((result) => result.strategy === strategy)
      .map(({ curve }) => curve.map(({ step, accuracy }) => ({ step, value: 100 * (accuracy[judged] ?? 0) })));
    return curves.length > 0 ? [line(strategy, meanCurve(curves))] : [];
  });
  const end = Math.max(1, ...results.map(({ steps }) => steps));
  return (
    <LookPlot
      title={text.curveTitle}
      unit={text.curveUnit}
      alt={`${text.curveTitle}. ${endings(marks)}`}
      help={text.curveHelp}
      spec={{ xName: text.step, x: stepAxis(end), y: accuracyAxis(marks), formatY: String, marks }}
    />
  );
}

/** Cosine of the two tokens after the last block, by strategy with two tokens. */
export function TokenCosine({
  results,
  strategies,
}: {
  results: readonly TrialResult[];
  strategies: readonly StrategyId[];
}) {
  const marks = strategies.flatMap((strategy): PlotMark[] => {
    const curves = results.filter((result) => result.strategy === strategy && result.cosine.length > 0);
    return curves.length > 0 ? [line(strategy, meanCurve(curves.map(({ cosine }) => cosine)))] : [];
  });
  if (marks.length === 0) return null;
  const end = Math.max(1, ...results.map(({ steps }) => steps));
  return (
    <LookPlot
      title={text.cosineTitle}
      unit={text.cosineUnit}
      alt={`${text.cosineTitle}. ${endings(marks, 3)}`}
      help={text.cosineHelp}
      spec={{ xName: text.step, x: stepAxis(end), y: cosineAxis(marks), formatY: String, marks }}
    />
  );
}

/** Cosine of the two tokens at the end, from the input to the last block, by strategy with two tokens. */
export function CosineByLayer({
  results,
  strategies,
}: {
  results: readonly TrialResult[];
  strategies: readonly StrategyId[];
}) {
  const marks = strategies.flatMap((strategy): PlotMark[] => {
    const layers = results.filter((result) => result.strategy === strategy && result.cosineByLayer.length > 0);
    const curves = layers.map(({ cosineByLayer }) => cosineByLayer.map((value, step) => ({ step, value })));
    return curves.length > 0 ? [line(strategy, meanCurve(curves))] : [];
  });
  if (marks.length === 0) return null;
  const last = Math.max(1, ...results.map(({ cosineByLayer }) => cosineByLayer.length - 1));
  return (
    <LookPlot
      title={text.layersTitle}
      unit={text.layersUnit}
      alt={`${text.layersTitle}. ${endings(marks, 3)}`}
      help={text.layersHelp}
      spec={{ xName: text.layer, x: stepAxis(last), y: cosineAxis(marks), formatY: String, marks }}
    />
  );
}

/** From 0 to a round number above all lines and bands, in per cent. */
export function accuracyAxis(marks: readonly PlotMark[]): Axis {
  const highs = marks.flatMap((mark) => ('points' in mark ? mark.points.map((point) => point.at(-1)!) : []));
  return linearAxis(Math.min(100, Math.max(10, ...highs)));
}

/** From 0 to 1, or from −1 where a line goes below 0. */
function cosineAxis(marks: readonly PlotMark[]): Axis {
  const negative = marks.some((mark) => mark.kind === 'line' && mark.points.some(([, y]) => y < 0));
  return negative ? { scale: 'linear', domain: [-1, 1], ticks: [-1, -0.5, 0, 0.5, 1] } : linearAxis(1);
}

function line(strategy: StrategyId, points: [number, number][]): PlotMark {
  const color = VOICE_COLOR[STRATEGY_VOICE[strategy]];
  return { kind: 'line', name: text.labels[strategy], color, dash: STRATEGY_DASH[strategy], points };
}

/** Where each line ends, for who does not see it. */
export function endings(marks: readonly PlotMark[], digits = 1): string {
  return marks
    .flatMap((mark) =>
      mark.kind === 'line' && mark.points.length > 0
        ? [`${mark.name} ends at ${mark.points.at(-1)![1].toFixed(digits)}`]
        : [],
    )
    .join('; ');
}
