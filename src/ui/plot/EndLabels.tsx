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

/** Share of the plot's height that two labels stay apart, where they are nearer than a share of its width. */
const GAP = 0.06;
const NEAR = 0.05;

/** A short name at the end of each line, for lines of one colour. Hidden from screen readers: the legend has the names. */
export function EndLabels({ rows, curves, xAxis, yAxis }: EndLabelsProps) {
  const { left, right, top, bottom } = PLOT_INSET;
  const ends = curves.flatMap(({ key, label }) => {
    const end = rows.findLast((row) => typeof row[key] === 'number');
    return end && label !== undefined
      ? [{ label, x: shareOf(end.step!, xAxis), y: 1 - shareOf(end[key]!, yAxis) }]
      : [];
  });
  const places = apart(ends);
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

/** Heights of labels that do not cover each other. */
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

/**
 * Moves numbers within 0…1 as little as needed until neighbours are `gap` apart, in their order: those that are too near stand
 * around their common middle.
 */
export function spread(places: readonly number[], gap: number): number[] {
  const order = places.map((_, i) => i).sort((a, b) => places[a]! - places[b]!);
  const groups: { start: number; count: number }[] = [];
  for (const i of order) {
    let last = { start: places[i]!, count: 1 };
    for (let before = groups.at(-1); before && before.start + before.count * gap > last.start; before = groups.at(-1)) {
      groups.pop();
      const count = before.count + last.count;
      const middle = (before.start * before.count + (last.start - before.count * gap) * last.count) / count;
      last = { start: Math.max(0, Math.min(1 - (count - 1) * gap, middle)), count };
    }
    groups.push(last);
  }
  const starts = groups.flatMap(({ start, count }) => Array.from({ length: count }, (_, k) => start + k * gap));
  const moved = [...places];
  for (const [k, i] of order.entries()) moved[i] = starts[k]!;
  return moved;
}
