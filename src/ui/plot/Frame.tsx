import { memo, type ReactNode } from 'react';
import { CartesianGrid, ComposedChart, ReferenceLine, XAxis, YAxis } from 'recharts';
import type { Axis } from './axis';
import type { RuleSeries } from './plotSpec';

export interface FrameProps {
  x: Axis;
  y: Axis;
  formatX(value: number): string;
  formatY(value: number): string;
  /** Written under the x axis. */
  label?: string;
  rules: readonly RuleSeries[];
  /** Also writes the texts of the rules. Live charts write them over the curves instead (`CurveTexts`). */
  texts?: boolean;
  /** Cuts series that leave the domains; true by default. Otherwise points at the edges are whole, and the domains can grow. */
  cut?: boolean;
  /** Room to the right of the plot area, in pixels. */
  right?: number;
  /** Fixed size in pixels; that of its box by default. */
  size?: { width: number; height: number };
  /** Recharts series, each with its own rows `{ x, … }`. */
  children?: ReactNode;
}

const TOP = 8;
const RIGHT = 16;
const Y_AXIS_WIDTH = 44;
const X_AXIS_HEIGHT = 22;
const LABEL_HEIGHT = 16;

/** Pixels between the edges of a frame without label and the area in which curves are drawn. */
export const PLOT_INSET = { left: Y_AXIS_WIDTH, right: RIGHT, top: TOP, bottom: X_AXIS_HEIGHT };

const FILL_PARENT = { width: '100%', height: '100%' };
const TICK = { fill: 'var(--ink-faint)', fontSize: '0.75rem' };
const AXIS_LINE = { stroke: 'var(--rule-strong)' };

/** Recharts draws no axes without a row. */
const NO_ROWS = [{ x: 0 }];

/**
 * Grid, axes and reference lines, by Recharts: the frame of every plot of the page. Hidden from screen readers, which get the
 * numbers from the text around it.
 */
export const Frame = memo(function Frame(props: FrameProps) {
  const { x, y, formatX, formatY, label, rules, texts = false, cut = true, right = RIGHT, size, children } = props;
  return (
    <div className="chart-drawing" aria-hidden="true">
      <ComposedChart
        {...(size ?? { responsive: true, style: FILL_PARENT })}
        data={NO_ROWS}
        margin={{ top: TOP, right, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid vertical={false} stroke="var(--rule)" />
        <XAxis
          dataKey="x"
          type="number"
          scale={x.scale === 'log' ? 'log' : 'linear'}
          domain={x.domain}
          ticks={x.ticks}
          tickFormatter={formatX}
          height={X_AXIS_HEIGHT + (label ? LABEL_HEIGHT : 0)}
          allowDataOverflow={cut}
          tick={TICK}
          axisLine={AXIS_LINE}
          tickLine={false}
          label={label ? { ...TICK, value: label, position: 'insideBottom', offset: 2 } : undefined}
        />
        <YAxis
          type="number"
          scale={y.scale === 'log' ? 'log' : 'linear'}
          domain={y.domain}
          ticks={y.ticks}
          tickFormatter={formatY}
          width={Y_AXIS_WIDTH}
          allowDataOverflow={cut}
          interval="preserveStartEnd"
          tick={TICK}
          axisLine={false}
          tickLine={false}
        />
        {rules.map(({ name, y, color, dash = '1.5 3', text }) => (
          <ReferenceLine
            key={name}
            y={y}
            stroke={color}
            strokeWidth={1.5}
            strokeDasharray={dash}
            label={
              texts && text
                ? { value: text.label, position: 'insideBottomRight', fill: text.color, fontSize: '0.75rem' }
                : undefined
            }
          />
        ))}
        {children}
      </ComposedChart>
    </div>
  );
});
