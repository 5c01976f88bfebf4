import type { Axis } from './axis';
import { type Row, rawKey } from './curves';
import { PLOT_INSET } from './Plot';

export interface CurveStyle {
  /** Key of its values in the rows; unsmoothed values lie under `raw.…` where there are any. */
  key: string;
  color: string;
  /** SVG dash pattern, empty for a full line. */
  dash: string;
  /** Drawn stronger than the others. */
  strong?: boolean;
  /** Written at its end, where lines share a colour. */
  label?: string;
}

interface CurveLinesProps {
  rows: Row[];
  curves: readonly CurveStyle[];
  xAxis: Axis;
  yAxis: Axis;
}

/** Side of the drawing's own units; the browser stretches it over the plot, and lines keep their width. */
const SIDE = 1000;
const DOT = 5;

/** The curves alone: one path each, so that ten redraws a second cost next to nothing. */
export function CurveLines({ rows, curves, xAxis, yAxis }: CurveLinesProps) {
  const { left, right, top, bottom } = PLOT_INSET;
  const smoothed = rows.length > 0 && curves.some(({ key }) => rawKey(key) in rows[0]!);
  const path = (key: string) => pathOf(rows, key, xAxis, yAxis);
  const common = { fill: 'none', vectorEffect: 'non-scaling-stroke', strokeLinejoin: 'round' } as const;
  return (
    <svg
      className="chart-lines"
      style={{ left, top, width: `calc(100% - ${left + right}px)`, height: `calc(100% - ${top + bottom}px)` }}
      viewBox={`0 0 ${SIDE} ${SIDE}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {smoothed &&
        curves.map(({ key, color }) => (
          <path key={key} {...common} d={path(rawKey(key))} stroke={color} strokeOpacity={0.28} strokeWidth={1} />
        ))}
      {rows.length === 1
        ? curves.map(({ key, color }) => (
            <path key={key} {...common} d={path(key)} stroke={color} strokeWidth={DOT} strokeLinecap="round" />
          ))
        : curves.map(({ key, color, dash, strong }) => (
            <path
              key={key}
              {...common}
              d={path(key)}
              stroke={color}
              strokeWidth={strong ? 2.75 : 1.75}
              strokeDasharray={dash}
            />
          ))}
    </svg>
  );
}

/**
 * A line through the rows that have a value under the key, broken where it is null; a dot where it is alone. A row that lacks the
 * key belongs to other curves: the line goes on over it.
 */
export function pathOf(rows: readonly Row[], key: string, xAxis: Axis, yAxis: Axis): string {
  let path = '';
  let drawing = false;
  for (const row of rows) {
    const value = row[key];
    if (value === undefined) continue;
    if (value === null) {
      drawing = false;
      continue;
    }
    const x = SIDE * shareOf(row.step!, xAxis);
    const y = SIDE * (1 - shareOf(value, yAxis));
    path += `${drawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    // A line of no length still has round ends.
    if (!drawing) path += 'h0';
    drawing = true;
  }
  return path;
}

/** Where a value lies on its axis, 0 at its beginning and 1 at its end. */
export function shareOf(value: number, { scale, domain: [low, high] }: Axis): number {
  if (scale === 'log') return Math.log(value / low) / Math.log(high / low);
  return (value - low) / (high - low);
}

/** A piece of a curve's line, for legends. */
export function LineSample({ color, dash }: { color: string; dash: string }) {
  return (
    <svg className="line-sample" width="22" height="8" aria-hidden="true">
      <line x1="0" y1="4" x2="22" y2="4" stroke={color} strokeWidth="2.5" strokeDasharray={dash} />
    </svg>
  );
}
