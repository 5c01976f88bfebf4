import type { Inspection } from '../../../worker/protocol';
import type { LayerAndHead } from '../../maps/heatmap';

/** One prefix token's attention to the patches of one picture, [grid · grid] row-major. */
export function prefixMap(
  { attention, heads, grid, tokens }: Pick<Inspection, 'attention' | 'heads' | 'grid' | 'tokens'>,
  token: number,
  { layer, head }: LayerAndHead,
): Float32Array {
  const patches = grid * grid;
  const sequence = tokens + patches;
  const row = (h: number) => {
    const start = ((layer * heads + h) * sequence + token) * sequence;
    return attention.subarray(start + tokens, start + sequence);
  };
  if (head !== 'mean') return row(head).slice();
  const mean = new Float32Array(patches);
  for (let h = 0; h < heads; h++) for (const [i, value] of row(h).entries()) mean[i]! += value / heads;
  return mean;
}
