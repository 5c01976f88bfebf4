import { usePlotArea, useXAxisScale, useYAxisScale } from 'recharts';
import type { PlotPoint, Series } from './plotSpec';
import { spread } from './spread';

/** About the width of a letter, and the height of a line, in pixels. */
const LETTER = 5.8;
const LINE = 14;
/** Between the plot area and the labels. */
const LEADER = 22;

/** Points with a label in the column. */
export function labelledPoints(series: readonly Series[]): PlotPoint[] {
  return series.flatMap((one) =>
    one.kind === 'points' && one.labels !== 'points' ? one.points.filter(({ label }) => label !== undefined) : [],
  );
}

/** Room that labels need to the right of the plot area, at most `most` pixels; longer ones are cut. */
export function labelRoom(points: readonly PlotPoint[], most: number): number {
  const longest = Math.max(...points.map(({ label }) => label!.length));
  return Math.min(most, LEADER + LETTER * longest + 4);
}

/** Names of points to the right of the plot area, in the order of their heights, each with a thin line to its point. */
export function PointLabels({ points, room }: { points: readonly PlotPoint[]; room: number }) {
  const area = usePlotArea();
  const x = useXAxisScale();
  const y = useYAxisScale();
  if (!area || !x || !y) return null;
  const placed = points.map((point) => ({ ...point, at: { x: x(point.x) ?? 0, y: y(point.y) ?? 0 } }));
  const heights = spread(
    placed.map(({ at }) => (at.y - area.y) / area.height),
    LINE / area.height,
  );
  const letters = Math.floor((room - LEADER) / LETTER);
  const end = area.x + area.width;
  return placed.map(({ label, name, at }, i) => {
    const top = area.y + heights[i]! * area.height;
    return (
      <g key={name ?? label}>
        <path
          d={`M${at.x + 6} ${at.y}L${end + LEADER - 6} ${top}`}
          fill="none"
          stroke="var(--rule-strong)"
          strokeWidth="0.75"
        />
        <text x={end + LEADER - 2} y={top} dy="0.35em" fill="var(--ink)" fontSize="0.75rem">
          {cut(label!, letters)}
        </text>
      </g>
    );
  });
}

function cut(text: string, letters: number): string {
  return text.length > letters ? `${text.slice(0, Math.max(1, letters - 1))}…` : text;
}
