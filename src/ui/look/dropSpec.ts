import type { DropCurves } from '../../experiment/maps/masking';
import { lookText } from '../../sentences/look';
import { formatShare } from '../../sentences/numbers';
import { linearAxis } from '../plot/axis';
import type { PlotSpec } from '../plot/plotSpec';
import { VOICE_COLOR } from '../theme/colors';

/**
 * The probability of a label as more and more patches are hidden, in the order of the map and in random orders.
 *
 * @param token whose head answers
 * @param orders number of random orders
 */
export function dropSpec(
  { hidden, ordered, mean, low, high }: Pick<DropCurves, 'hidden' | 'ordered' | 'mean' | 'low' | 'high'>,
  { token, title, orders }: { token: 'cls' | 'dist'; title: string; orders: number },
): PlotSpec {
  const middle = Math.floor(hidden.length / 2);
  const patches = hidden.at(-1)!;
  const over = (values: ArrayLike<number>) => hidden.map((x, i) => [x, values[i]!] as const);
  return {
    title,
    unit: lookText.dropUnit,
    alt: lookText.dropAlt(formatShare(ordered[middle]!), formatShare(mean[middle]!), hidden[middle]!),
    x: {
      scale: 'linear',
      domain: [0, patches],
      ticks: [0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * patches)),
      label: lookText.hidden,
    },
    y: { ...linearAxis(1), format: formatShare, label: title },
    series: [
      {
        ...{ kind: 'band', name: lookText.band(orders), color: 'var(--ink-soft)' },
        points: hidden.map((x, i) => [x, low[i]!, high[i]!] as const),
      },
      { kind: 'line', name: lookText.byChance, color: 'var(--ink-soft)', dash: '6 3', points: over(mean) },
      { kind: 'line', name: lookText.byMap, color: VOICE_COLOR[token], points: over(ordered) },
    ],
  };
}
