import { useId } from 'react';
import { STUDENT_PRESETS } from '../../experiment/presets';
import { benchmarkText } from '../../sentences/benchmark';
import type { GpuReport } from '../../worker/protocol';
import { type Axis, logAxis } from '../plot/axis';
import { LineSample } from '../plot/CurveLines';
import { chartSvg } from '../plot/drawing';
import { FigureMenu } from '../plot/FigureMenu';

interface Point {
  name: string;
  /** Operations a byte. */
  x: number;
  /** GFLOP/s. */
  y: number;
}

const SIZE = { width: 420, height: 270 };
const INSET = { left: 40, right: 24, top: 10, bottom: 38 };
const COLOR = { roof: 'var(--ink-soft)', present: 'var(--cls)', predicted: 'var(--both)' };

/** The roof that memory and arithmetic make, and where training steps lie below it. */
export function Roofline({ report }: { report: GpuReport }) {
  const id = useId();
  const { peaks, predictions, step } = report;
  const points = predictions.map(({ id, work, stepMs }) => ({
    name: STUDENT_PRESETS.find((preset) => preset.id === id)?.label ?? id,
    x: work.flop / work.bytes,
    y: work.flop / (stepMs * 1e6),
  }));
  const present = { name: benchmarkText.present, x: step.work.flop / step.work.bytes, y: step.gflops };
  const bend = peaks.gflops / peaks.gigabytesPerSecond;
  const xs = [...points, present].map(({ x }) => x).concat(bend / 2, bend * 4);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const ys = [...points, present].map(({ y }) => y).concat(peaks.gflops, left * peaks.gigabytesPerSecond);
  const x = logAxis(left, right);
  const y = logAxis(Math.min(...ys), Math.max(...ys));
  const roof: Point[] = [x.domain[0], Math.min(Math.max(bend, x.domain[0]), x.domain[1]), x.domain[1]].map((at) => ({
    name: benchmarkText.roof,
    x: at,
    y: Math.min(peaks.gflops, at * peaks.gigabytesPerSecond),
  }));
  const all = [...roof, present, ...points];
  return (
    <figure className="chart roofline" aria-labelledby={id}>
      <figcaption className="chart-head">
        <h3 id={id}>
          {benchmarkText.roofline} <span className="faint">{benchmarkText.rooflineUnit}</span>
        </h3>
        <FigureMenu
          title={benchmarkText.roofline}
          svg={(figure) => chartSvg(`${benchmarkText.roofline}, ${report.adapter}`, figure)}
          table={() => ({
            columns: ['name', benchmarkText.intensity, benchmarkText.rate],
            rows: all.map((point) => [point.name, point.x, point.y]),
          })}
        />
      </figcaption>
      <ul className="chart-legend">
        {(['roof', 'present', 'predicted'] as const).map((key) => (
          <li key={key}>
            <span>{benchmarkText[key]}</span>
            {key === 'roof' ? (
              <LineSample color={COLOR.roof} dash="" />
            ) : (
              <DotSample color={COLOR[key]} ring={key === 'present'} />
            )}
          </li>
        ))}
      </ul>
      <div className="chart-plot">
        <svg viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} aria-hidden="true">
          <Axes x={x} y={y} />
          <polyline
            points={roof.map((point) => `${placeX(point.x, x)},${placeY(point.y, y)}`).join(' ')}
            fill="none"
            stroke={COLOR.roof}
            strokeWidth={2}
          />
          {points.map((point, i) => (
            <Dot key={point.name} point={point} x={x} y={y} above={i % 2 === 1} />
          ))}
          <circle
            cx={placeX(present.x, x)}
            cy={placeY(present.y, y)}
            r={8}
            fill="none"
            stroke={COLOR.present}
            strokeWidth={2.5}
          />
        </svg>
      </div>
      <p className="note">{benchmarkText.rooflineHelp}</p>
    </figure>
  );
}

function DotSample({ color, ring }: { color: string; ring: boolean }) {
  return (
    <svg className="line-sample" width="14" height="14" aria-hidden="true">
      {ring ? (
        <circle cx="7" cy="7" r="5.5" fill="none" stroke={color} strokeWidth="2" />
      ) : (
        <circle cx="7" cy="7" r="4" fill={color} />
      )}
    </svg>
  );
}

function Axes({ x, y }: { x: Axis; y: Axis }) {
  const bottom = SIZE.height - INSET.bottom;
  return (
    <>
      {y.ticks.map((tick) => (
        <g key={tick}>
          <line
            x1={INSET.left}
            x2={SIZE.width - INSET.right}
            y1={placeY(tick, y)}
            y2={placeY(tick, y)}
            stroke="var(--rule)"
          />
          <text x={INSET.left - 8} y={placeY(tick, y) + 4} textAnchor="end">
            {tick}
          </text>
        </g>
      ))}
      {x.ticks.map((tick) => (
        <text key={tick} x={placeX(tick, x)} y={bottom + 17} textAnchor="middle">
          {tick}
        </text>
      ))}
      <text x={(INSET.left + SIZE.width) / 2} y={SIZE.height - 3} textAnchor="middle">
        {benchmarkText.intensity}
      </text>
    </>
  );
}

/** Names stand below and above in turn, so that neighbours leave each other room. */
function Dot({ point, x, y, above }: { point: Point; x: Axis; y: Axis; above: boolean }) {
  return (
    <g>
      <circle cx={placeX(point.x, x)} cy={placeY(point.y, y)} r={4.5} fill={COLOR.predicted} />
      <text
        x={placeX(point.x, x)}
        y={placeY(point.y, y) + (above ? -12 : 21)}
        textAnchor="middle"
        className="roofline-name"
      >
        {point.name}
      </text>
    </g>
  );
}

function placeX(value: number, axis: Axis): number {
  return INSET.left + share(value, axis) * (SIZE.width - INSET.left - INSET.right);
}

function placeY(value: number, axis: Axis): number {
  return SIZE.height - INSET.bottom - share(value, axis) * (SIZE.height - INSET.top - INSET.bottom);
}

/** Where a value lies on a log axis, 0…1. */
function share(value: number, { domain: [low, high] }: Axis): number {
  return Math.log(value / low) / Math.log(high / low);
}
