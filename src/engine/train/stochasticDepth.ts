import type { ExperimentConfig } from '../../experiment/config';
import { RandomStream } from '../../experiment/random';

/**
 * Stochastic depth (Huang et al., 2016) as timm has it: each image leaves out a residual branch with a rate that rises linearly
 * from 0 in the first block to `dropPath` in the last; what is kept is scaled up, so that the mean stays. A block has two branches,
 * which are drawn by themselves.
 */
export class StochasticDepth {
  /** 0 without it. */
  readonly branches: number;
  readonly #depth: number;
  readonly #most: number;
  readonly #stream: RandomStream;

  constructor({ seed, depth, dropPath }: Pick<ExperimentConfig, 'seed' | 'depth' | 'dropPath'>) {
    this.branches = dropPath > 0 ? 2 * depth : 0;
    this.#depth = depth;
    this.#most = dropPath;
    this.#stream = new RandomStream(seed, 'dropPath');
  }

  /** Writes the factor of each image's branch at a step, [batch], into `values` from `start` on: 0, or 1/(1 − rate). */
  write(values: Float32Array, start: number, branch: number, step: number, batch: number): void {
    const block = Math.floor(branch / 2);
    const rate = this.#depth > 1 ? (this.#most * block) / (this.#depth - 1) : 0;
    for (let image = 0; image < batch; image++) {
      const kept = this.#stream.uniform(step, branch * batch + image) >= rate;
      values[start + image] = kept ? 1 / (1 - rate) : 0;
    }
  }
}
