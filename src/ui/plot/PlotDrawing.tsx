import { memo, type RefCallback, useCallback, useState } from 'react';
import { Tooltip } from 'recharts';
import { Frame } from './Frame';
import { PlotSeries } from './PlotSeries';
import { labelledPoints, labelRoom, PointLabels } from './PointLabels';
import { asides, overflows, type PlotSpec, type RuleSeries, tickText, tooltipRows } from './plotSpec';

export interface PlotDrawingProps {
  spec: PlotSpec;
  /** Fixed size in pixels, without a tooltip: for paper. */
  size?: { width: number; height: number };
}

/** Labels of points take at most this share of the width. */
const LABEL_SHARE = 0.42;

/** What a `PlotSpec` looks like, without its title and legend. */
export const PlotDrawing = memo(function PlotDrawing({ spec, size }: PlotDrawingProps) {
  const [measured, box] = useWidth();
  const { x, y, series } = spec;
  const labelled = labelledPoints(series);
  const width = size?.width ?? measured;
  const room = labelled.length > 0 ? labelRoom(labelled, LABEL_SHARE * width) : undefined;
  const places = asides(spec);
  return (
    <div ref={labelled.length > 0 ? box : undefined} className="chart-drawing">
      <Frame
        x={x}
        y={y}
        formatX={(value) => tickText(x, value)}
        formatY={(value) => tickText(y, value)}
        label={x.label}
        rules={series.filter((one): one is RuleSeries => one.kind === 'rule')}
        texts
        cut={overflows(spec)}
        right={room}
        size={size}
      >
        {series.map((one, i) => (
          <PlotSeries key={one.name} series={one} aside={places[i]!} />
        ))}
        {room !== undefined && <PointLabels points={labelled} room={room} />}
        {!size && (
          <Tooltip
            cursor={CURSOR}
            wrapperStyle={SHOWN}
            isAnimationActive={false}
            content={({ active, label }) => (active ? <TooltipRows spec={spec} at={Number(label)} /> : null)}
          />
        )}
      </Frame>
    </div>
  );
});

/** Recharts hides the tooltip of plots that have only points, although it knows their x. */
const SHOWN = { visibility: 'visible' } as const;
const CURSOR = { stroke: 'var(--rule-strong)', strokeWidth: 1 };

/** The numbers of one x, next to the pointer. */
function TooltipRows({ spec, at }: { spec: PlotSpec; at: number }) {
  const rows = tooltipRows(spec, at);
  if (rows.length === 0) return null;
  const { x } = spec;
  return (
    <div className="chart-readings">
      <p className="faint">
        {x.label} {tickText(x, x.scale === 'band' ? Math.round(at) : at)}
      </p>
      <ul>
        {rows.map(({ name, color, text }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: heads of one layer share a name
          <li key={i}>
            <span className="chart-readings-dot" style={{ background: color }} /> {name}{' '}
            <span className="chart-value tabular">{text}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

const FIRST_WIDTH = 400;

/** The width of an element in pixels, as it changes. */
function useWidth(): [number, RefCallback<HTMLElement>] {
  const [width, setWidth] = useState(FIRST_WIDTH);
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => setWidth(entry!.contentRect.width || FIRST_WIDTH));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [width, ref];
}
