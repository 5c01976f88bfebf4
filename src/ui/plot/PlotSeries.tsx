import { Area, ErrorBar, Line, Scatter } from 'recharts';
import type { BandSeries, PlotPoint, PointSeries, Series, Shape } from './plotSpec';

const STILL = { isAnimationActive: false, legendType: 'none', tooltipType: 'none' } as const;
const WIDTH = { faint: 1, normal: 2, strong: 2.75 };

/** One series by Recharts. @param aside added to x, so that points of several series do not cover each other */
export function PlotSeries({ series, aside }: { series: Series; aside: number }) {
  const { name, color } = series;
  switch (series.kind) {
    case 'line':
      return (
        <>
          {series.band && <Band series={{ kind: 'band', name, color, points: series.band }} />}
          <Line
            {...STILL}
            name={name}
            data={series.points.map(([x, y]) => ({ x, y }))}
            dataKey="y"
            stroke={color}
            strokeWidth={WIDTH[series.weight ?? 'normal']}
            strokeOpacity={series.weight === 'faint' ? 0.28 : 1}
            strokeDasharray={series.dash}
            dot={series.dots || series.points.length === 1 ? { r: 3, fill: color, strokeDasharray: '' } : false}
            activeDot={false}
          />
        </>
      );
    case 'band':
      return <Band series={series} />;
    case 'points':
      return <Points series={series} aside={aside} />;
    case 'rule':
      return null;
  }
}

function Band({ series: { name, color, points } }: { series: BandSeries }) {
  return (
    <Area
      {...STILL}
      name={name}
      data={points.map(([x, low, high]) => ({ x, range: [low, high] }))}
      dataKey="range"
      stroke="none"
      fill={color}
      fillOpacity={0.18}
      activeDot={false}
    />
  );
}

function Points({ series, aside }: { series: PointSeries; aside: number }) {
  const { shape, points, labels } = series;
  const mark = ({
    cx = 0,
    cy = 0,
    index,
    payload,
  }: {
    cx?: number;
    cy?: number;
    index: number;
    payload?: PlotPoint;
  }) => (
    <g>
      <Mark shape={shape} x={cx} y={cy} color={payload?.color ?? series.color} />
      {labels === 'points' && (
        <text x={cx} y={cy + (index % 2 === 0 ? 20 : -12)} textAnchor="middle" fill="var(--ink)" fontSize="0.75rem">
          {payload?.label}
        </text>
      )}
    </g>
  );
  // An error bar has one colour, so points of other colours are a scatter of their own.
  const colors = [...new Set(points.map(({ color = series.color }) => color))];
  return colors.map((color) => (
    <Scatter
      {...STILL}
      key={color}
      name={series.name}
      data={points.filter((point) => (point.color ?? series.color) === color).map((p) => ({ ...p, x: p.x + aside }))}
      dataKey="y"
      shape={mark}
    >
      <ErrorBar dataKey="error" direction="y" width={0} stroke={color} strokeWidth={1.5} isAnimationActive={false} />
    </Scatter>
  ));
}

/** The shape of a point, around its middle. */
export function Mark({ shape, x, y, color }: { shape: Shape; x: number; y: number; color: string }) {
  const hollow = { fill: 'none', stroke: color, strokeWidth: 1.5 };
  switch (shape) {
    case 'dot':
      return <circle cx={x} cy={y} r="2.6" fill={color} fillOpacity="0.6" />;
    case 'disc':
      return <circle cx={x} cy={y} r="4.5" fill={color} />;
    case 'ring':
      return <circle cx={x} cy={y} r="4.5" {...hollow} />;
    case 'halo':
      return <circle cx={x} cy={y} r="6" {...hollow} strokeWidth={2} />;
    case 'triangle':
      return <path d={`M${x} ${y - 5.5}l5 9.5h-10Z`} fill={color} />;
    case 'square':
      return <rect x={x - 4.5} y={y - 4.5} width="9" height="9" fill={color} />;
    case 'diamond':
      return <path d={`M${x} ${y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5Z`} {...hollow} />;
  }
}
