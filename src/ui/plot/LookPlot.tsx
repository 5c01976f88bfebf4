import './lookPlot.css';
import { type ReactNode, useId } from 'react';
import { placeOn } from './axis';
import { LineSample } from './CurveLines';
import { chartSvg } from './drawing';
import { FigureMenu } from './FigureMenu';
import { type PlotMark, type PlotSpec, plotTable } from './staticPlot';

export interface LookPlotProps {
  title: string;
  unit: string;
  /** Its main numbers in a sentence. */
  alt: string;
  help: string;
  spec: PlotSpec;
  /** Under the drawing, as wide as it. */
  children?: ReactNode;
}

const SIZE = { width: 360, height: 190 };
const INSET = { left: 44, right: 18, top: 8, bottom: 36 };

/** A small chart with axes, a legend, and a menu that saves it. */
export function LookPlot({ title, unit, alt, help, spec, children }: LookPlotProps) {
  const id = useId();
  const { x, y, marks } = spec;
  const placeX = (value: number) => INSET.left + placeOn(x, value) * (SIZE.width - INSET.left - INSET.right);
  const placeY = (value: number) =>
    SIZE.height - INSET.bottom - placeOn(y, value) * (SIZE.height - INSET.top - INSET.bottom);
  const place = { x: placeX, y: placeY };
  return (
    <figure className="chart look-plot" aria-labelledby={id}>
      <figcaption className="chart-head">
        <h3 id={id} title={help}>
          {title} <span className="faint">{unit}</span>
        </h3>
        <FigureMenu
          title={title}
          svg={(figure) => chartSvg(`${title}, ${unit}`, figure)}
          table={() => plotTable(spec, title)}
        />
      </figcaption>
      <ul className="chart-legend">
        {marks.filter(isListed).map((mark) => (
          <li key={mark.name}>
            <Sample mark={mark} />
            <span>{mark.name}</span>
          </li>
        ))}
      </ul>
      <div className="chart-plot" role="img" aria-label={alt}>
        <svg viewBox={`0 0 ${SIZE.width} ${SIZE.height}`} aria-hidden="true">
          {y.ticks.map((tick) => (
            <g key={tick}>
              <line
                className="plot-rule"
                x1={INSET.left}
                x2={SIZE.width - INSET.right}
                y1={placeY(tick)}
                y2={placeY(tick)}
              />
              <text x={INSET.left - 6} y={placeY(tick) + 4} textAnchor="end">
                {spec.formatY(tick)}
              </text>
            </g>
          ))}
          {x.ticks.map((tick) => (
            <text key={tick} x={placeX(tick)} y={SIZE.height - INSET.bottom + 15} textAnchor="middle">
              {spec.formatX?.(tick) ?? tick}
            </text>
          ))}
          <text className="plot-name" x={(INSET.left + SIZE.width) / 2} y={SIZE.height - 4} textAnchor="middle">
            {spec.xName}
          </text>
          {marks.map((mark) => (
            <Mark key={mark.name} mark={mark} place={place} />
          ))}
        </svg>
      </div>
      {children}
      <p className="note">{help}</p>
    </figure>
  );
}

/** What belongs to a line is not named beside it. */
function isListed(mark: PlotMark): boolean {
  return !('of' in mark);
}

interface Place {
  x(value: number): number;
  y(value: number): number;
}

function Mark({ mark, place }: { mark: PlotMark; place: Place }) {
  const path = (points: readonly (readonly [number, number])[]) =>
    points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${place.x(x).toFixed(2)} ${place.y(y).toFixed(2)}`).join('');
  switch (mark.kind) {
    case 'level':
      return (
        <line
          x1={INSET.left}
          x2={SIZE.width - INSET.right}
          y1={place.y(mark.y)}
          y2={place.y(mark.y)}
          stroke={mark.color}
          strokeWidth="1.5"
          strokeDasharray="1.5 3"
        />
      );
    case 'band': {
      const upper = mark.points.map(([x, , high]) => [x, high] as const);
      const lower = mark.points.map(([x, low]) => [x, low] as const).reverse();
      return <path d={`${path([...upper, ...lower])}Z`} fill={mark.color} fillOpacity="0.18" />;
    }
    case 'bars':
      return (
        <path
          d={mark.points.map(([x, low, high]) => `M${place.x(x)} ${place.y(low)}V${place.y(high)}`).join('')}
          stroke={mark.color}
          strokeWidth="1.5"
        />
      );
    case 'line':
      return (
        <path d={path(mark.points)} fill="none" stroke={mark.color} strokeWidth="2" strokeDasharray={mark.dash ?? ''} />
      );
    case 'dots':
    case 'discs':
    case 'rings':
      return mark.points.map(([x, y], i) => (
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: points have no other name
          key={i}
          cx={place.x(x)}
          cy={place.y(y)}
          r={mark.kind === 'dots' ? 2.6 : 4.5}
          fill={mark.kind === 'rings' ? 'none' : mark.color}
          fillOpacity={mark.kind === 'dots' ? 0.6 : 1}
          stroke={mark.kind === 'rings' ? mark.color : 'none'}
          strokeWidth="1.5"
        />
      ));
  }
}

/** What a mark looks like, for the legend. */
function Sample({ mark }: { mark: PlotMark }) {
  if (mark.kind === 'line') return <LineSample color={mark.color} dash={mark.dash ?? ''} />;
  if (mark.kind === 'level') return <LineSample color={mark.color} dash="1.5 3" />;
  return (
    <svg className="line-sample" width="22" height="10" aria-hidden="true">
      {mark.kind === 'band' ? (
        <rect width="22" height="10" fill={mark.color} fillOpacity="0.3" />
      ) : (
        <circle
          cx="11"
          cy="5"
          r={mark.kind === 'dots' ? 3 : 4}
          fill={mark.kind === 'rings' ? 'none' : mark.color}
          stroke={mark.kind === 'rings' ? mark.color : 'none'}
        />
      )}
    </svg>
  );
}
