import './charts.css';
import { type PointerEvent, type ReactNode, useId } from 'react';
import { curvesText } from '../../sentences/curves';
import { formatCount } from '../../sentences/numbers';
import type { Axis } from './axis';
import { CurveLines, type CurveStyle } from './CurveLines';
import { CurveTexts } from './CurveTexts';
import { useCrosshair } from './crosshair';
import { curveSpec } from './curveSpec';
import { nearestRow, type Row } from './curves';
import { FigureMenu } from './FigureMenu';
import { Frame, PLOT_INSET } from './Frame';
import { figureSvg } from './figureSvg';
import { LineSample } from './Legend';
import { plotTable, type RuleSeries } from './plotSpec';

/** A curve with its values at full resolution, which the crosshair reads. */
export interface Curve extends CurveStyle {
  name: string;
  values: ArrayLike<number | null>;
}

export interface CurveChartProps {
  title: string;
  unit: string;
  /** At full resolution, rising; one for each of a curve's values. */
  steps: ArrayLike<number>;
  curves: readonly Curve[];
  /** Thinned, for drawing. */
  rows: Row[];
  xAxis: Axis;
  yAxis: Axis;
  format(value: number): string;
  formatTick(value: number): string;
  rules?: readonly RuleSeries[];
  empty: string;
  /** A small chart of one curve: its value is in the line of the title, instead of a legend. */
  small?: boolean;
  className?: string;
  /** Weight of the past in the drawn curves, 0…0.999. If it is not 0, the CSV file has smoothed and measured values. */
  smoothing?: number;
  children?: ReactNode;
}

const NO_RULES: readonly RuleSeries[] = [];

/**
 * Live curves over steps. The legend has their numbers: the latest ones, or those of the step under the crosshair. The crosshair
 * follows the pointer and, once focused, the arrow keys (Page keys move by a tenth; Home and End), and is linked to the other
 * charts. If the page can go back in time, dragging the crosshair or moving it by key takes the page with it, and Escape returns
 * to the current step.
 */
export function CurveChart(props: CurveChartProps) {
  const { title, unit, steps, curves, rows, xAxis, yAxis, format, rules = NO_RULES, small = false } = props;
  const titleId = useId();
  const crosshair = useCrosshair();
  const last = steps.length - 1;
  const pointed = crosshair.step === null ? -1 : nearestRow(steps, crosshair.step);
  const at = pointed >= 0 ? pointed : last;

  const say = (value: number | null | undefined) => (value === null || value === undefined ? '–' : format(value));
  const readout = curves.map((curve) => ({ ...curve, text: at < 0 ? '–' : say(curve.values[at]) }));
  const spoken = [
    ...readout.map(({ name, text }) => `${name} ${text}`),
    ...rules.map(({ name, text }) => text?.label ?? name),
  ];
  const stepAt = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left - PLOT_INSET.left) / (box.width - PLOT_INSET.left - PLOT_INSET.right);
    return share < -0.02 || share > 1.02 ? null : Math.round(share * xAxis.domain[1]);
  };
  const drag = (event: PointerEvent<HTMLElement>) => {
    const step = stepAt(event);
    if (step !== null && last >= 0) crosshair.scrub?.(steps[nearestRow(steps, step)]!);
  };
  const when = at < 0 ? '' : `${curvesText.step} ${formatCount(steps[at]!)}`;

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
          <FigureMenu title={title} svg={() => figureSvg(curveSpec(props))} table={() => plotTable(curveSpec(props))} />
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
        aria-description={crosshair.scrub ? curvesText.scrub : curvesText.cursor}
        title={crosshair.scrub && last >= 0 ? curvesText.scrubHint : undefined}
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
            <Frame x={xAxis} y={yAxis} formatX={formatCount} formatY={props.formatTick} rules={rules} />
            <CurveLines rows={rows} curves={curves} xAxis={xAxis} yAxis={yAxis} />
            <CurveTexts rows={rows} curves={curves} rules={rules} xAxis={xAxis} yAxis={yAxis} />
          </>
        )}
        {pointed >= 0 && <CrosshairLine share={steps[pointed]! / xAxis.domain[1]} />}
      </div>
    </figure>
  );
}

/** An element of its own, so that moving it never redraws the curves. */
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
