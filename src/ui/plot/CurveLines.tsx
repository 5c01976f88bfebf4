import { type Axis, placeOn } from './axis';
import { type Row, rawKey } from './curves';
import { PLOT_INSET } from './Frame';

export interface CurveStyle {
  /** Key of its values in the rows; its unsmoothed values, if any, have the key `raw.…`. */
  key: string;
  color: string;
  /** SVG dash pattern; empty for a solid line. */
  dash: string;
  /** Drawn stronger than the others. */
  strong?: boolean;
  /** Written at the end of the line, if lines share a colour. */
  label?: string;
}

interface CurveLinesProps {
  rows: Row[];
  curves: readonly CurveStyle[];
  xAxis: Axis;
  yAxis: Axis;
}

/** Width and height of the drawing in its own units. The browser stretches it over the plot; lines keep their width. */
const SIDE = 1000;
const DOT = 5;

/** Live curves: one path each, so that ten redraws a second cost almost nothing. */
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
      {curves.map(({ key, color, dash, strong }) => (
        <path
          key={key}
          {...common}
          d={path(key)}
          stroke={color}
          strokeWidth={rows.length === 1 ? DOT : strong ? 2.75 : 1.75}
          strokeLinecap={rows.length === 1 ? 'round' : 'butt'}
          strokeDasharray={rows.length === 1 ? '' : dash}
        />
      ))}
    </svg>
  );
}

/**
 * A line through the rows that have a value for the key. Null breaks the line; a value on its own becomes a dot. A row without the
 * key belongs to other curves and does not break the line.
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
    const x = SIDE * placeOn(xAxis, row.step!);
    const y = SIDE * (1 - placeOn(yAxis, value));
    path += `${drawing ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`;
    // A line without length still has round ends.
    if (!drawing) path += 'h0';
    drawing = true;
  }
  return path;
}
