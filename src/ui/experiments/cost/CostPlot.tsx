import { useId } from 'react';
import { costText as text } from '../../../sentences/cost';
import { type Axis, logAxis, placeOn } from '../../plot/axis';
import { chartSvg } from '../../plot/drawing';
import { FigureMenu } from '../../plot/FigureMenu';
import { colorOf, nameOf, shortNameOf } from './names';
import { type CostAxis, type CostPoint, spread } from './points';

const HEIGHT = 300;
/** Of the area with the dots; their names stand to its right. */
const AREA_WIDTH = 288;
const INSET = { left: 40, top: 12, bottom: 40 };
/** About as wide as a letter. */
const LETTER = 6.5;
const LEADER = 20;
const LABEL_GAP = 12;
const KINDS = ['trial', 'run', 'present', 'teacher', 'paper'] as const;

type Placed = CostPoint & { cost: number };

/** Top-1 against one kind of cost, on a logarithmic axis. */
export function CostPlot({ points, axis }: { points: readonly CostPoint[]; axis: CostAxis }) {
  const id = useId();
  const placed = points.flatMap((point): Placed[] => {
    const cost = point.costs[axis];
    return cost !== null && cost > 0 ? [{ ...point, cost }] : [];
  });
  if (placed.length === 0) return <p className="note">{text.noneOnAxis}</p>;
  const costs = placed.map(({ cost }) => cost);
  const x = logAxis(Math.min(...costs), Math.max(...costs));
  const y = accuracyAxis(placed);
  const best = placed.reduce((a, b) => (b.accuracy > a.accuracy ? b : a));
  const longest = Math.max(...placed.map((point) => shortNameOf(point).length));
  const end = INSET.left + AREA_WIDTH;
  const width = end + LEADER + LETTER * longest;
  const title = `${text.heading}: ${text.axisNames[axis]}`;
  const placeX = (value: number) => INSET.left + placeOn(x, value) * AREA_WIDTH;
  const placeY = (value: number) => HEIGHT - INSET.bottom - placeOn(y, value) * (HEIGHT - INSET.top - INSET.bottom);
  const heights = spread(
    placed.map(({ accuracy }) => placeY(accuracy)),
    LABEL_GAP,
    INSET.top,
    HEIGHT - INSET.bottom - 4,
  );
  return (
    <figure className="chart cost-plot" aria-labelledby={id}>
      <figcaption className="chart-head">
        <h4 id={id}>
          {text.axes[axis]} <span className="faint">{text.unit}</span>
        </h4>
        <FigureMenu title={title} svg={(figure) => chartSvg(title, figure)} table={() => tableOf(points)} />
      </figcaption>
      <ul className="chart-legend">
        {KINDS.filter((kind) => placed.some((point) => point.kind === kind)).map((kind) => (
          <li key={kind}>
            <svg className="line-sample" width="16" height="14" aria-hidden="true">
              <Dot
                kind={kind}
                x={8}
                y={7}
                color={kind === 'trial' ? 'var(--ink-soft)' : colorOf({ kind, strategy: null })}
              />
            </svg>
            <span>{kind === 'trial' ? text.trials : text[kind]}</span>
          </li>
        ))}
      </ul>
      <div
        className="chart-plot"
        role="img"
        aria-label={text.alt(placed.length, text.axisNames[axis], nameOf(best), best.accuracy.toFixed(1))}
      >
        <svg viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
          {y.ticks.map((tick) => (
            <g key={tick}>
              <line className="plot-rule" x1={INSET.left} x2={end + 8} y1={placeY(tick)} y2={placeY(tick)} />
              <text x={INSET.left - 8} y={placeY(tick) + 4} textAnchor="end">
                {tick}
              </text>
            </g>
          ))}
          {x.ticks.map((tick) => (
            <text key={tick} x={placeX(tick)} y={HEIGHT - INSET.bottom + 17} textAnchor="middle">
              {short(tick)}
            </text>
          ))}
          <text x={(INSET.left + end) / 2} y={HEIGHT - 5} textAnchor="middle">
            {text.axisNames[axis]}
          </text>
          {placed.map((point, i) => {
            const at = { x: placeX(point.cost), y: placeY(point.accuracy) };
            const label = { x: end + 14, y: heights[i]! };
            return (
              <g key={nameOf(point)}>
                <path className="cost-leader" d={`M${at.x + 6} ${at.y}L${label.x - 4} ${label.y}`} />
                {point.deviation !== null && (
                  <path
                    d={`M${at.x} ${placeY(point.accuracy - point.deviation)}V${placeY(point.accuracy + point.deviation)}`}
                    stroke={colorOf(point)}
                    strokeWidth="1.5"
                  />
                )}
                <Dot kind={point.kind} {...at} color={colorOf(point)} />
                <text className="cost-name" x={label.x} y={label.y + 4}>
                  {shortNameOf(point)}
                </text>
              </g>
            );
          })}
        </svg>
      </div>
      <p className="note">{text.help}</p>
    </figure>
  );
}

/** Each kind has a shape of its own. */
function Dot({ kind, x, y, color }: { kind: CostPoint['kind']; x: number; y: number; color: string }) {
  switch (kind) {
    case 'trial':
      return <circle cx={x} cy={y} r="4.5" fill={color} />;
    case 'run':
      return <path d={`M${x} ${y - 5.5}l5 9.5h-10Z`} fill={color} />;
    case 'present':
      return <circle cx={x} cy={y} r="5" fill="none" stroke={color} strokeWidth="2" />;
    case 'teacher':
      return <rect x={x - 4.5} y={y - 4.5} width="9" height="9" fill={color} />;
    case 'paper':
      return <path d={`M${x} ${y - 5.5}l5.5 5.5l-5.5 5.5l-5.5 -5.5Z`} fill="none" stroke={color} strokeWidth="1.5" />;
  }
}

/** Tens around the points and their bars. */
function accuracyAxis(points: readonly CostPoint[]): Axis {
  const ends = points.flatMap(({ accuracy, deviation }) => [accuracy - (deviation ?? 0), accuracy + (deviation ?? 0)]);
  const low = Math.max(0, 10 * Math.floor(Math.min(...ends) / 10));
  const high = Math.max(low + 10, Math.min(100, 10 * Math.ceil(Math.max(...ends) / 10)));
  const step = high - low > 50 ? 20 : 10;
  const ticks = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => low + i * step);
  return { scale: 'linear', domain: [low, high], ticks };
}

/** 500, 20k, 5M, 2G. */
function short(value: number): string {
  const [size, unit] = (
    [
      [1e9, 'G'],
      [1e6, 'M'],
      [1e3, 'k'],
    ] as const
  ).find(([size]) => value >= size) ?? [1, ''];
  return `${Number((value / size).toPrecision(3))}${unit}`;
}

function tableOf(points: readonly CostPoint[]) {
  return {
    columns: [text.columns.name, text.columns.accuracy, text.columns.deviation, ...Object.values(text.axisNames)],
    rows: points.map((point) => [nameOf(point), point.accuracy, point.deviation, ...costList(point)]),
  };
}

function costList({ costs: { parameters, macs, imagesPerSecond, seconds } }: CostPoint) {
  return [parameters, macs, imagesPerSecond, seconds];
}
