import './duel.css';
import { duelText } from '../../../sentences/duel';
import { chartSvg } from '../../plot/drawing';
import { FigureMenu } from '../../plot/FigureMenu';

export interface CosineChartProps {
  /** Cosine of both tokens before the first layer and after each, −1…1. */
  values: ArrayLike<number>;
  /** Of what picture or pictures, in words. */
  of: string;
}

/** Measured by the paper on DeiT-B (section 4), for comparison: of the learned tokens, and of the last layer's. */
const PAPER = { input: 0.06, last: 0.93 };

const SIZE = { width: 320, height: 130 };
const INSET = { left: 34, right: 70, top: 8, bottom: 22 };

/** How alike both tokens are from the input to the last layer. */
export function CosineChart({ values, of }: CosineChartProps) {
  const points = Array.from(values);
  const low = points.some((value) => value < 0) ? -1 : 0;
  const last = Math.max(1, points.length - 1);
  const x = (layer: number) => INSET.left + (layer / last) * (SIZE.width - INSET.left - INSET.right);
  const y = (value: number) =>
    INSET.top + ((1 - Math.min(1, Math.max(low, value))) / (1 - low)) * (SIZE.height - INSET.top - INSET.bottom);
  const path = points.map((value, layer) => `${layer === 0 ? 'M' : 'L'}${x(layer)} ${y(value)}`).join('');
  return (
    <figure className="chart cosine">
      <figcaption className="chart-head">
        <h4>
          {duelText.cosine} <span className="faint">{duelText.cosineUnit}</span>
        </h4>
        <FigureMenu
          title={duelText.cosineOf(of)}
          svg={(figure) => chartSvg(duelText.cosineOf(of), figure)}
          table={() => ({
            columns: [duelText.layer, duelText.cosineColumn],
            rows: points.map((value, layer) => [layer, value]),
          })}
        />
      </figcaption>
      <p className="note cosine-end">
        {duelText.afterLast} <span className="cosine-value tabular">{show(points.at(-1) ?? 0)}</span>, {of}
      </p>
      <div className="chart-plot">
        <svg
          viewBox={`0 0 ${SIZE.width} ${SIZE.height}`}
          role="img"
          aria-label={`${duelText.cosineByLayer}. ${duelText.cosineAlt(points.map(show).join(', '))}`}
        >
          {(low < 0 ? [-1, 0, 1] : [0, 0.5, 1]).map((mark) => (
            <g key={mark}>
              <line className="cosine-rule" x1={INSET.left} x2={SIZE.width - INSET.right} y1={y(mark)} y2={y(mark)} />
              <text x={INSET.left - 6} y={y(mark)} dy="0.35em" textAnchor="end">
                {mark}
              </text>
            </g>
          ))}
          {points.map((_, layer) =>
            layer === 0 || layer === last || points.length <= 8 ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: a layer is its place
              <text key={layer} x={x(layer)} y={SIZE.height - 6} textAnchor="middle">
                {layer === 0 ? duelText.input : layer}
              </text>
            ) : null,
          )}
          <g className="cosine-paper">
            <title>{duelText.paperHelp}</title>
            <Diamond x={x(0)} y={y(PAPER.input)} />
            <text x={x(0) + 9} y={y(PAPER.input)} dy="0.35em">
              {duelText.paper} .06
            </text>
            <Diamond x={x(last)} y={y(PAPER.last)} />
            <text x={x(last) + 9} y={y(PAPER.last)} dy="0.35em">
              {duelText.paper} .93
            </text>
          </g>
          <path className="cosine-line" d={path} />
          {points.map((value, layer) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a layer is its place
            <circle key={layer} className="cosine-dot" cx={x(layer)} cy={y(value)} r="3" />
          ))}
        </svg>
      </div>
    </figure>
  );
}

function Diamond({ x, y }: { x: number; y: number }) {
  return <path d={`M${x} ${y - 5}l5 5l-5 5l-5 -5Z`} />;
}

function show(value: number): string {
  return value.toFixed(2);
}
