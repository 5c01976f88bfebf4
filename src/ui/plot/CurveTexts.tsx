import { type Axis, placeOn } from './axis';
import type { CurveStyle } from './CurveLines';
import type { Row } from './curves';
import { PLOT_INSET } from './Frame';
import type { RuleSeries } from './plotSpec';
import { spread } from './spread';

interface CurveTextsProps {
  rows: readonly Row[];
  curves: readonly CurveStyle[];
  rules: readonly RuleSeries[];
  xAxis: Axis;
  yAxis: Axis;
}

/** Labels that end within NEAR of each other (share of the plot's width) stay GAP apart (share of its height). */
const GAP = 0.06;
const NEAR = 0.05;

/**
 * Texts over live curves: of the reference lines, and a short name at the end of each line if lines share a colour. Hidden from
 * screen readers: the legend and the value of the slider include them.
 */
export function CurveTexts({ rows, curves, rules, xAxis, yAxis }: CurveTextsProps) {
  const { left, right, top, bottom } = PLOT_INSET;
  const ends = curves.flatMap(({ key, label }) => {
    const end = label === undefined ? undefined : rows.findLast((row) => typeof row[key] === 'number');
    return end ? [{ label, x: placeOn(xAxis, end.step!), y: 1 - placeOn(yAxis, end[key]!) }] : [];
  });
  const places = apart(ends);
  return (
    <div className="chart-texts" style={{ left, right, top, bottom }} aria-hidden="true">
      {rules.map(({ name, y, text }) => {
        const place = placeOn(yAxis, y);
        return (
          // Away from the edge of the plot.
          <span
            key={name}
            className={`chart-text ${place > 0.5 ? 'below' : 'above'}`}
            style={{ top: percent(1 - place), color: text?.color }}
          >
            {text?.label}
          </span>
        );
      })}
      {ends.map(({ label, x }, i) => (
        <span key={label} className="chart-text end" style={{ top: percent(places[i]!), left: percent(x) }}>
          {label}
        </span>
      ))}
    </div>
  );
}

function percent(share: number): string {
  return `${100 * share}%`;
}

/** Places of the labels in height, so that they do not cover each other. */
export function apart(ends: readonly { x: number; y: number }[]): number[] {
  const places = ends.map(({ y }) => y);
  const order = ends.map((_, i) => i).sort((a, b) => ends[a]!.x - ends[b]!.x);
  for (let first = 0; first < order.length; ) {
    const near = order.slice(first).filter((i) => ends[i]!.x - ends[order[first]!]!.x < NEAR);
    const moved = spread(
      near.map((i) => places[i]!),
      GAP,
    );
    for (const [k, i] of near.entries()) places[i] = moved[k]!;
    first += near.length;
  }
  return places;
}
