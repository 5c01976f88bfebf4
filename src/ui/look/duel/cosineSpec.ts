import { duelText } from '../../../sentences/duel';
import { cosineAxis, stepAxis } from '../../plot/axis';
import type { PlotSpec } from '../../plot/plotSpec';
import { VOICE_COLOR } from '../../theme/colors';

/** The paper's values for DeiT-B (section 4): learned tokens, and after the last layer. */
const PAPER = { input: 0.06, last: 0.93 };

/** Layers up to which each has a tick. */
const MAX_TICKS = 8;

/**
 * Cosine of both tokens by layer.
 *
 * @param values at the input and after each layer, −1…1
 * @param of the picture or pictures, in words
 */
export function cosineSpec(values: ArrayLike<number>, of: string): PlotSpec {
  const points = Array.from(values, (value, layer) => [layer, value] as const);
  const last = Math.max(1, points.length - 1);
  const layers = Array.from({ length: last + 1 }, (_, layer) => layer);
  return {
    title: duelText.cosineOf(of),
    unit: duelText.cosineUnit,
    alt: `${duelText.cosineByLayer}. ${duelText.cosineAlt(points.map(([, value]) => value.toFixed(2)).join(', '))}`,
    x: {
      ...stepAxis(last),
      ...(last < MAX_TICKS && { ticks: layers }),
      format: (layer) => (layer === 0 ? duelText.input : String(layer)),
      label: duelText.layer,
    },
    y: { ...cosineAxis(Array.from(values)), label: duelText.cosineColumn },
    series: [
      { kind: 'line', name: duelText.cosineHere, color: VOICE_COLOR.both, dots: true, points },
      {
        ...{ kind: 'points', name: duelText.cosinePaper, color: 'var(--ink-soft)', shape: 'diamond' },
        points: [
          { x: 0, y: PAPER.input },
          { x: last, y: PAPER.last },
        ],
      },
    ],
  };
}
