import type { RandomStream } from '../../../experiment/random';

/** The random choices of one image in sequence. Each uses the next element of the image's stream. */
export class Draws {
  readonly #stream: RandomStream;
  readonly #picture: number;
  #element = 0;

  constructor(stream: RandomStream, picture: number) {
    this.#stream = stream;
    this.#picture = picture;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.#stream.uniform(this.#picture, this.#element++);
  }

  /** An angle in radians, [0, 2π). */
  angle(): number {
    return this.between(0, 2 * Math.PI);
  }

  /** Uniform in 0 … n − 1. */
  integer(n: number): number {
    return this.#stream.integer(n, this.#picture, this.#element++);
  }
}
