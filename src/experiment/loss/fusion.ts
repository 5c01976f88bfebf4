import type { Inference } from '../config';

/** The logits of both heads for one image, [classes] each. */
export interface HeadLogits {
  cls: ArrayLike<number>;
  /** Null without a distillation token. */
  dist: ArrayLike<number> | null;
}

/** Probabilities ψ(z/τ), [classes]; finite for any finite logits. */
export function softmax(logits: ArrayLike<number>, tau = 1): number[] {
  const values = Array.from(logits);
  const highest = Math.max(...values);
  const powers = values.map((value) => Math.exp((value - highest) / tau));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/** Index of the largest value, the first of equal ones; 0 for an empty list. */
export function argmax(values: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! > values[best]!) best = i;
  return best;
}

/** The requested inference if it exists; without a distillation token there is only the class head. */
export function availableInference(inference: Inference, distToken: boolean): Inference {
  return distToken ? inference : 'cls';
}

/**
 * The student's answer as probabilities, [classes]. `both-logits` averages logits before the softmax (reference code),
 * `both-softmax` adds the softmax outputs of the heads (paper, section 4) and halves the sum, so that it is a probability.
 */
export function fuse({ cls, dist }: HeadLogits, inference: Inference): number[] {
  if (dist === null) return softmax(cls);
  switch (inference) {
    case 'cls':
      return softmax(cls);
    case 'dist':
      return softmax(dist);
    case 'both-logits':
      return softmax(Array.from(cls, (value, i) => (value + dist[i]!) / 2));
    case 'both-softmax': {
      const distProbabilities = softmax(dist);
      return softmax(cls).map((value, i) => (value + distProbabilities[i]!) / 2);
    }
  }
}

export interface Guess {
  label: number;
  probability: number;
}

/** The most probable classes, highest probability first; among equal ones the lower class index comes first. */
export function topGuesses(probabilities: readonly number[], count: number): Guess[] {
  return probabilities
    .map((probability, label) => ({ label, probability }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, count);
}
