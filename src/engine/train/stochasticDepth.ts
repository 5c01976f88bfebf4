import type { ExperimentConfig } from '../../experiment/config';
import { RandomStream } from '../../experiment/random';

/**
 * Stochastic depth (Huang et al., 2016) as in timm: each image drops a residual branch at a rate that rises linearly from 0 in the
 * first block to `dropPath` in the last. Remaining branches are scaled up to preserve the mean. The two branches of a block are
 * drawn independently.
 */
export class StochasticDepth {
  /** Number of branches; 0 without stochastic depth. */
  readonly branches: number;
  readonly #depth: number;
  readonly #maxRate: number;
  readonly #stream: RandomStream;

  constructor({ seed, depth, dropPath }: Pick<ExperimentConfig, 'seed' | 'depth' | 'dropPath'>) {
    this.branches = dropPath > 0 ? 2 * depth : 0;
    this.#depth = depth;
    this.#maxRate = dropPath;
    this.#stream = new RandomStream(seed, 'dropPath');
  }

  /** Writes the factor of each image's branch at a step, 0 or 1/(1 − rate), into `values[start … start + batch − 1]`. */
  write(values: Float32Array, start: number, branch: number, step: number, batch: number): void {
    const block = Math.floor(branch / 2);
    const rate = this.#depth > 1 ? (this.#maxRate * block) / (this.#depth - 1) : 0;
    for (let image = 0; image < batch; image++) {
      const kept = this.#stream.uniform(step, branch * batch + image) >= rate;
      values[start + image] = kept ? 1 / (1 - rate) : 0;
    }
  }
}
