import './charts.css';
import { type PointerEvent, type ReactNode, useId } from 'react';
import { chartsText } from '../../sentences/curves';
import type { Axis } from './axis';
import { CurveLines, type CurveStyle, LineSample } from './CurveLines';
import { useCrosshair } from './crosshair';
import type { Row } from './curves';
import { nearestRow } from './curves';
import { chartSvg } from './drawing';
import { EndLabels } from './EndLabels';
import { FigureMenu } from './FigureMenu';
import { formatStep } from './format';
import { PLOT_INSET, Plot, type Reference } from './Plot';
import { ReferenceLabels } from './ReferenceLabels';
import { curvesTable } from './table';

/** A curve and its values at full resolution, from which the crosshair reads. */
export interface Curve extends CurveStyle {
  name: string;
  values: ArrayLike<number | null>;
}

export interface CurveChartProps {
  title: string;
  unit: string;
  /** At full resolution, rising; the same rows as every curve's values. */
  steps: ArrayLike<number>;
  curves: readonly Curve[];
  /** Thinned, for drawing. */
  rows: Row[];
  xAxis: Axis;
  yAxis: Axis;
  format(value: number): string;
  formatTick(value: number): string;
  /** Horizontal lines. */
  references?: readonly Reference[];
  empty: string;
  /** A small chart of one curve: its value stands in the title's line, in place of a legend. */
  small?: boolean;
  className?: string;
  /** Weight of the past in the drawn curves, 0…0.999: the saved numbers then have the drawn values beside the measured. */
  smoothing?: number;
  children?: ReactNode;
}

const NO_REFERENCES: readonly Reference[] = [];

/**
 * Curves over steps with a legend that carries the numbers: the latest ones, or those of the step under the crosshair. The
 * crosshair follows the pointer and, once focused, the arrow keys (Page keys by tenths, Home and End), and is linked to the
 * other charts. Where the page can go back in time, dragging the crosshair or moving it by key takes the page with it, and
 * Escape returns to the present.
 */
export function CurveChart(props: CurveChartProps) {
  const { title, unit, steps, curves, rows, xAxis, yAxis, format, references = NO_REFERENCES, small = false } = props;
  const titleId = useId();
  const crosshair = useCrosshair();
  const last = steps.length - 1;
  const pointed = crosshair.step === null ? -1 : nearestRow(steps, crosshair.step);
  const at = pointed >= 0 ? pointed : last;

  const say = (value: number | null | undefined) => (value === null || value === undefined ? '–' : format(value));
  const readout = curves.map((curve) => ({ ...curve, text: at < 0 ? '–' : say(curve.values[at]) }));
  const spoken = [...readout.map(({ name, text }) => `${name} ${text}`), ...references.map(({ label }) => label)];
  const stepAt = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left - PLOT_INSET.left) / (box.width - PLOT_INSET.left - PLOT_INSET.right);
    return share < -0.02 || share > 1.02 ? null : Math.round(share * xAxis.domain[1]);
  };
  const drag = (event: PointerEvent<HTMLElement>) => {
    const step = stepAt(event);
    if (step !== null && last >= 0) crosshair.scrub?.(steps[nearestRow(steps, step)]!);
  };
  const when = at < 0 ? '' : `${chartsText.step} ${formatStep(steps[at]!)}`;

  return (
    <figure className={`chart ${small ? 'chart-small' : ''} ${props.className ?? ''}`}>
      <figcaption className="chart-head">
        <h3 id={titleId}>
          {title} <span className="faint">{unit}</span>
        </h3>
        {small && <span className="chart-value tabular">{readout[0]?.text}</span>}
        {props.children}
        <span className="faint tabular">{when}</span>
        {last >= 0 && (
          <FigureMenu
            title={title}
            svg={(figure) => chartSvg(`${title}, ${unit}`, figure)}
            table={() => curvesTable(steps, curves, props.smoothing)}
          />
        )}
      </figcaption>
      {!small && (
        <ul className="chart-legend">
          {readout.map(({ key, name, color, dash, text }) => (
            <li key={key}>
              <span>{name}</span>
              <LineSample color={color} dash={dash} />
              <span className="chart-value tabular">{text}</span>
            </li>
          ))}
        </ul>
      )}
      <div
        className="chart-plot"
        role="slider"
        tabIndex={last < 0 ? -1 : 0}
        aria-labelledby={titleId}
        aria-description={crosshair.scrub ? chartsText.scrub : chartsText.cursor}
        title={crosshair.scrub && last >= 0 ? chartsText.scrubHint : undefined}
        aria-valuemin={last < 0 ? 0 : steps[0]}
        aria-valuemax={last < 0 ? 0 : steps[last]}
        aria-valuenow={at < 0 ? 0 : steps[at]}
        aria-valuetext={at < 0 ? props.empty : `${when}: ${spoken.join(', ')}`}
        onPointerDown={(event) => {
          if (!crosshair.scrub || event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          drag(event);
        }}
        onPointerMove={(event) => {
          crosshair.point(stepAt(event));
          if (event.buttons === 1) drag(event);
        }}
        onPointerLeave={() => crosshair.point(null)}
        onBlur={() => crosshair.point(null)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            crosshair.point(null);
            crosshair.scrub?.(null);
          }
          const row = rowAfterKey(event.key, at, last);
          if (row === null || last < 0) return;
          event.preventDefault();
          crosshair.point(steps[row]!);
          crosshair.scrub?.(steps[row]!);
        }}
      >
        {last < 0 ? (
          <p className="chart-empty note">{props.empty}</p>
        ) : (
          <>
            <Plot xAxis={xAxis} yAxis={yAxis} formatTick={props.formatTick} references={references} />
            <CurveLines rows={rows} curves={curves} xAxis={xAxis} yAxis={yAxis} />
            <ReferenceLabels references={references} yAxis={yAxis} />
            {curves.some(({ label }) => label !== undefined) && (
              <EndLabels rows={rows} curves={curves} xAxis={xAxis} yAxis={yAxis} />
            )}
          </>
        )}
        {pointed >= 0 && <CrosshairLine share={steps[pointed]! / xAxis.domain[1]} />}
      </div>
    </figure>
  );
}

/** Drawn beside the plot, so that moving it never redraws the curves. */
function CrosshairLine({ share }: { share: number }) {
  const { left, right, top, bottom } = PLOT_INSET;
  return (
    <div
      className="chart-crosshair"
      style={{ left: `calc(${left}px + ${share} * (100% - ${left + right}px))`, top, bottom }}
    />
  );
}

function rowAfterKey(key: string, row: number, last: number): number | null {
  const leap = Math.max(1, Math.round(last / 10));
  const moves: Record<string, number> = {
    ArrowLeft: row - 1,
    ArrowDown: row - 1,
    ArrowRight: row + 1,
    ArrowUp: row + 1,
    PageDown: row - leap,
    PageUp: row + leap,
    Home: 0,
    End: last,
  };
  const to = moves[key];
  return to === undefined ? null : Math.min(last, Math.max(0, to));
}
