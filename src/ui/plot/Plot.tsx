import { memo } from 'react';
import { CartesianGrid, LineChart, ReferenceLine, XAxis, YAxis } from 'recharts';
import type { Axis } from './axis';
import { formatTick as formatStepTick } from './format';

/** A horizontal line; its name and value are written at it by `ReferenceLabels`. */
export interface Reference {
  key: string;
  value: number;
  label: string;
  color: string;
  textColor: string;
  dash: string;
}

interface PlotProps {
  xAxis: Axis;
  yAxis: Axis;
  formatTick(value: number): string;
  references: readonly Reference[];
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

/** Recharts draws no axes around nothing. */
const NO_ROWS = [{ step: 0 }];

/**
 * What stands still behind the curves: grid, axes and horizontal lines, by Recharts. The curves themselves, which change ten times
 * a second, are drawn over it by `CurveLines`. Hidden from screen readers: legend and crosshair say the numbers.
 */
export const Plot = memo(function Plot({ xAxis, yAxis, formatTick, references }: PlotProps) {
  return (
    <div className="chart-drawing" aria-hidden="true">
      <LineChart responsive style={FILL_PARENT} data={NO_ROWS} margin={MARGIN} accessibilityLayer={false}>
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
        {references.map(({ key, value, color, dash }) => (
          <ReferenceLine key={key} y={value} stroke={color} strokeWidth={1.5} strokeDasharray={dash} />
        ))}
      </LineChart>
    </div>
  );
});
