import { Mark } from './PlotSeries';
import { listed, type Series } from './plotSpec';

const WIDTH = 22;
const HEIGHT = 14;

/** The names of the series, each with a sample of what it looks like. */
export function Legend({ series }: { series: readonly Series[] }) {
  return (
    <ul className="chart-legend">
      {listed(series).map((one) => (
        <li key={one.name}>
          <svg className="line-sample" width={WIDTH} height={HEIGHT} aria-hidden="true">
            <Sample series={one} />
          </svg>
          <span>{one.name}</span>
        </li>
      ))}
    </ul>
  );
}

/** A piece of a series, 22 × 14 pixels. */
export function Sample({ series }: { series: Series }) {
  const { kind, color } = series;
  if (kind === 'points') return <Mark shape={series.shape} x={WIDTH / 2} y={HEIGHT / 2} color={color} />;
  if (kind === 'band') return <rect y="1" width={WIDTH} height={HEIGHT - 2} fill={color} fillOpacity="0.3" />;
  const dash = series.dash ?? (kind === 'rule' ? '1.5 3' : '');
  return <line x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} stroke={color} strokeWidth="2.5" strokeDasharray={dash} />;
}

/** A piece of a curve's line, for legends and tables. */
export function LineSample({ color, dash }: { color: string; dash: string }) {
  return (
    <svg className="line-sample" width={WIDTH} height={HEIGHT} aria-hidden="true">
      <Sample series={{ kind: 'line', name: '', color, dash, points: [] }} />
    </svg>
  );
}
