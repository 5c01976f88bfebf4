import { softmax } from '../../experiment/loss/fusion';
import type { DropCurves } from '../../experiment/maps/masking';
import { lookText } from '../../sentences/look';

/** Probability of one class for every mask, from logits [masks, classes], grouped by order: [orders][points]. */
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

/** The smallest mean distance from random orders that counts: one percentage point. */
const CLEAR = 0.01;

/** One sentence on the curves: the answer falls faster than with random patches, more slowly, or neither. */
export function verdict({ hidden, ahead, below, above }: DropCurves): string {
  const inner = hidden.length - 2;
  const points = Math.abs(100 * ahead).toFixed(1);
  const half = inner / 2;
  // Without this, a curve that hardly falls could count as lower than all others.
  const clear = Math.abs(ahead) >= CLEAR;
  if (clear && below > half && ahead > 0) return lookText.verdict.faster(points, below, inner);
  if (clear && above > half && ahead < 0) return lookText.verdict.slower(points, above, inner);
  return lookText.verdict.same(points, ahead >= 0, below, above, inner);
}
