import type { ExperimentConfig } from '../../experiment/config';
import { RandomStream } from '../../experiment/random';

/** How each image of a batch is mixed with its partner. */
export interface Mixing {
  /** The partner's share in image and label, 0…1. */
  share: number;
  /** CutMix: the rectangle that is taken from the partner, in pixels of the model's input. Null for mixup, which blends all. */
  cut: { left: number; top: number; right: number; bottom: number } | null;
}

/** Probability of CutMix instead of mixup if both are used (DeiT's value). */
const SWITCH_PROBABILITY = 0.5;

/**
 * Mixup and CutMix as in timm's batch mode: one draw for each batch with λ from Beta(α, α). CutMix takes a box of (1 − λ) of the area
 * around a uniformly drawn point, clips it at the border, and uses the share that the clipped box covers.
 */
export class Mixer {
  readonly #config: Pick<ExperimentConfig, 'mixup' | 'cutmix'>;
  readonly #stream: RandomStream;

  constructor(config: Pick<ExperimentConfig, 'mixup' | 'cutmix' | 'seed'>) {
    this.#config = config;
    this.#stream = new RandomStream(config.seed, 'augment/mix');
  }

  /** @param size side of the model's input in pixels @returns null if the experiment mixes nothing */
  draw(step: number, size: number): Mixing | null {
    const { mixup, cutmix } = this.#config;
    if (mixup === 0 && cutmix === 0) return null;
    const cuts = mixup === 0 || (cutmix > 0 && this.#stream.uniform(step, 0) < SWITCH_PROBABILITY);
    const own = beta(this.#stream, step, 4, cuts ? cutmix : mixup);
    if (!cuts) return { share: 1 - own, cut: null };
    const half = Math.floor(Math.floor(size * Math.sqrt(1 - own)) / 2);
    const [x, y] = [this.#stream.integer(size, step, 1), this.#stream.integer(size, step, 2)];
    const cut = {
      left: Math.max(0, x - half),
      top: Math.max(0, y - half),
      right: Math.min(size, x + half),
      bottom: Math.min(size, y + half),
    };
    return { share: ((cut.right - cut.left) * (cut.bottom - cut.top)) / size ** 2, cut };
  }
}

/** Attempts of rejection sampling before the mode is used. Each is rejected with a probability of at most 1/5. */
const BETA_TRIES = 64;

/** One draw from Beta(α, α), α > 0, with the stream's elements `first`, `first + 1` … of this step. */
function beta(stream: RandomStream, step: number, first: number, alpha: number): number {
  const one = gamma(stream, step, first, alpha);
  const other = gamma(stream, step, first + 3 * BETA_TRIES, alpha);
  // Both may underflow for very small α: the limit is 0 or 1 with equal probability.
  if (one + other === 0) return stream.uniform(step, 3) < 0.5 ? 0 : 1;
  return one / (one + other);
}

/** Gamma(α, 1): Marsaglia and Tsang, "A simple method for generating gamma variables" (ACM TOMS 2000). */
function gamma(stream: RandomStream, step: number, first: number, alpha: number): number {
  if (alpha < 1) {
    const u = 1 - stream.uniform(step, first);
    return gamma(stream, step, first + 1, alpha + 1) * u ** (1 / alpha);
  }
  const d = alpha - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (let attempt = 0; attempt < BETA_TRIES - 1; attempt++) {
    const at = first + 3 * attempt;
    const radius = Math.sqrt(-2 * Math.log(1 - stream.uniform(step, at)));
    const x = radius * Math.cos(2 * Math.PI * stream.uniform(step, at + 1));
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    if (Math.log(1 - stream.uniform(step, at + 2)) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
  return d;
}
