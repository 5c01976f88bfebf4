import { softmax } from '../../experiment/loss/fusion';
import { type DropCurves, dropCurves } from '../../experiment/maps/masking';
import { lookText } from '../../sentences/look';

/** Probability of one class by mask, from logits [masks, classes], put back by order, [orders][points]. */
export function probabilitiesByOrder(
  logits: ArrayLike<number>,
  classes: number,
  label: number,
  points: number,
): number[][] {
  const rows = Array.from({ length: logits.length / classes }, (_, mask) =>
    softmax(Array.from({ length: classes }, (_, i) => logits[mask * classes + i]!)),
  );
  return Array.from({ length: rows.length / points }, (_, order) =>
    rows.slice(order * points, (order + 1) * points).map((probabilities) => probabilities[label]!),
  );
}

export { type DropCurves, dropCurves };

/** Mean distance from chance that is worth a word: one point of probability. */
const CLEAR = 0.01;

/** What the curves say, in a sentence: faster than chance, slower, or neither. */
export function verdict({ hidden, ahead, below, above }: DropCurves): string {
  const inner = hidden.length - 2;
  const points = `${Math.abs(100 * ahead).toFixed(1)} points`;
  const half = inner / 2;
  // A curve that hardly falls at all can be below every other and still say nothing.
  const clear = Math.abs(ahead) >= CLEAR;
  if (clear && below > half && ahead > 0) return lookText.verdict.faster(points, below, inner);
  if (clear && above > half && ahead < 0) return lookText.verdict.slower(points, above, inner);
  return lookText.verdict.same(`${points} ${ahead >= 0 ? 'lower' : 'higher'}`, below, above, inner);
}
