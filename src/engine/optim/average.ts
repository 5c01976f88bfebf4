/**
 * Decay of the weights' moving average after step t (from 1): the requested one, but at most (1 + t) / (10 + t), as in
 * TensorFlow's ExponentialMovingAverage. The paper's .99996 was for hundreds of thousands of steps; without the ramp a short
 * run's average would still be its initial weights.
 */
export function averageDecay(decay: number, t: number): number {
  return Math.min(decay, (1 + t) / (10 + t));
}
