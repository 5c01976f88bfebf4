import { memo } from 'react';
import { CartesianGrid, Line, LineChart, ReferenceLine, XAxis, YAxis } from 'recharts';
import type { Axis } from './axis';
import { type Row, rawKey } from './curves';
import { formatTick as formatStepTick } from './format';

export interface CurveStyle {
  /** Key of its values in the rows; unsmoothed values lie under `raw.…` where there are any. */
  key: string;
  color: string;
  /** SVG dash pattern, empty for a full line. */
  dash: string;
  /** Drawn stronger than the others. */
  strong?: boolean;
}

/** A horizontal line with its name and value written on it. */
export interface Reference {
  key: string;
  value: number;
  label: string;
  color: string;
  textColor: string;
  dash: string;
}

interface PlotProps {
  rows: Row[];
  curves: readonly CurveStyle[];
  xAxis: Axis;
  yAxis: Axis;
  formatTick(value: number): string;
  references: readonly Reference[];
  /** Marks every point: a line of one point could not be seen. */
  dots: boolean;
}

const MARGIN = { top: 6, right: 12, bottom: 0, left: 0 };
const Y_AXIS_WIDTH = 44;
const X_AXIS_HEIGHT = 22;

/** Pixels between the chart's edges and the area in which curves are drawn. */
export const PLOT_INSET = {
  left: MARGIN.left + Y_AXIS_WIDTH,
  right: MARGIN.right,
  top: MARGIN.top,
  bottom: MARGIN.bottom + X_AXIS_HEIGHT,
};

const FILL_PARENT = { width: '100%', height: '100%' };
const TICK = { fill: 'var(--ink-faint)', fontSize: '0.75rem' };
const AXIS_LINE = { stroke: 'var(--rule-strong)' };

/** The drawing alone, by Recharts. Hidden from screen readers: legend and crosshair around it say the numbers. */
export const Plot = memo(function Plot({ rows, curves, xAxis, yAxis, formatTick, references, dots }: PlotProps) {
  const smoothed = (key: string) => rows.length > 0 && rawKey(key) in rows[0]!;
  return (
    <div className="chart-drawing" aria-hidden="true">
      <LineChart responsive style={FILL_PARENT} data={rows} margin={MARGIN} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--rule)" />
        <XAxis
          dataKey="step"
          type="number"
          domain={xAxis.domain}
          ticks={xAxis.ticks}
          tickFormatter={formatStepTick}
          height={X_AXIS_HEIGHT}
          tick={TICK}
          axisLine={AXIS_LINE}
          tickLine={false}
        />
        <YAxis
          type="number"
          scale={yAxis.scale}
          domain={yAxis.domain}
          ticks={yAxis.ticks}
          tickFormatter={formatTick}
          width={Y_AXIS_WIDTH}
          allowDataOverflow
          interval="preserveStartEnd"
          tick={TICK}
          axisLine={false}
          tickLine={false}
        />
        {curves
          .filter(({ key }) => smoothed(key))
          .map(({ key, color }) => (
            <Line
              key={rawKey(key)}
              dataKey={rawKey(key)}
              stroke={color}
              strokeOpacity={0.28}
              strokeWidth={1}
              dot={false}
              activeDot={false}
              isAnimationActive={false}
            />
          ))}
        {curves.map(({ key, color, dash, strong }) => (
          <Line
            key={key}
            dataKey={key}
            stroke={color}
            strokeWidth={strong ? 2.75 : 1.75}
            strokeDasharray={dash}
            dot={dots ? { r: 2.5, fill: color } : false}
            activeDot={false}
            isAnimationActive={false}
          />
        ))}
        {references.map(({ key, value, label, color, textColor, dash }) => (
          <ReferenceLine
            key={key}
            y={value}
            stroke={color}
            strokeWidth={1.5}
            strokeDasharray={dash}
            label={{
              value: label,
              // Away from the edge of the plot.
              position: value > (yAxis.domain[0] + yAxis.domain[1]) / 2 ? 'insideTopRight' : 'insideBottomRight',
              offset: 4,
              className: 'chart-reference-label',
              fill: textColor,
            }}
          />
        ))}
      </LineChart>
    </div>
  );
});

/** A piece of a curve's line, for legends. */
export function LineSample({ color, dash }: { color: string; dash: string }) {
  return (
    <svg className="line-sample" width="22" height="8" aria-hidden="true">
      <line x1="0" y1="4" x2="22" y2="4" stroke={color} strokeWidth="2.5" strokeDasharray={dash} />
    </svg>
  );
}
