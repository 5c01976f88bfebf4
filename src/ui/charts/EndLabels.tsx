import type { Axis } from './axis';
import { type CurveStyle, shareOf } from './CurveLines';
import type { Row } from './curves';
import { PLOT_INSET } from './Plot';

interface EndLabelsProps {
  rows: readonly Row[];
  curves: readonly CurveStyle[];
  xAxis: Axis;
  yAxis: Axis;
}

/** Shares of the plot's height that two labels stay apart. */
const GAP = 0.09;

/** A short name at the end of each line, for lines of one colour. Hidden from screen readers: the legend has the names. */
export function EndLabels({ rows, curves, xAxis, yAxis }: EndLabelsProps) {
  const { left, right, top, bottom } = PLOT_INSET;
  const ends = curves.flatMap(({ key, label }) => {
    const end = rows.findLast((row) => typeof row[key] === 'number');
    return end && label !== undefined
      ? [{ label, x: shareOf(end.step!, xAxis), y: 1 - shareOf(end[key]!, yAxis) }]
      : [];
  });
  const places = spread(
    ends.map(({ y }) => y),
    GAP,
  );
  return (
    <div aria-hidden="true">
      {ends.map(({ label, x }, i) => (
        <span
          key={label}
          className="chart-end"
          style={{
            left: `calc(${left + 2}px + ${x} * (100% - ${left + right}px))`,
            top: `calc(${top}px + ${places[i]} * (100% - ${top + bottom}px))`,
          }}
        >
          {label}
        </span>
      ))}
    </div>
  );
}

/** Moves numbers as little as needed downwards, in their order, until neighbours are `gap` apart; then all back into 0…1. */
export function spread(places: readonly number[], gap: number): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a]! - places[b]!);
  const moved = [...places];
  let least = 0;
  for (const i of order) {
    moved[i] = Math.max(moved[i]!, least);
    least = moved[i]! + gap;
  }
  let most = 1;
  for (const i of order.toReversed()) {
    moved[i] = Math.min(moved[i]!, most);
    most = moved[i]! - gap;
  }
  return moved;
}
