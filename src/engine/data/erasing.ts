import type { ExperimentConfig } from '../../experiment/config';
import { RandomStream } from '../../experiment/random';

/** A part of a picture, in pixels of the model's input. */
export interface ErasedPart {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Of the picture's area, and of the part's height to its width (timm's random erasing). */
const AREA = [0.02, 1 / 3] as const;
const ASPECT_RATIO = [0.3, 1 / 0.3] as const;
const TRIES = 10;

/** Random erasing: with the asked probability one rectangle of a picture becomes normal noise. */
export class Eraser {
  readonly #probability: number;
  readonly #stream: RandomStream;
  readonly #noise: RandomStream;

  constructor({ erasing, seed }: Pick<ExperimentConfig, 'erasing' | 'seed'>) {
    this.#probability = erasing;
    this.#stream = new RandomStream(seed, 'augment/erase');
    this.#noise = new RandomStream(seed, 'augment/eraseNoise');
  }

  /** @param size side of the model's input */
  draw(step: number, element: number, size: number): ErasedPart | null {
    const draw = (i: number) => this.#stream.uniform(step, element * 64 + i);
    if (draw(0) >= this.#probability) return null;
    const [low, high] = ASPECT_RATIO.map(Math.log) as [number, number];
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const at = 1 + 4 * attempt;
      const area = (AREA[0] + (AREA[1] - AREA[0]) * draw(at)) * size ** 2;
      const ratio = Math.exp(low + (high - low) * draw(at + 1));
      const height = Math.round(Math.sqrt(area * ratio));
      const width = Math.round(Math.sqrt(area / ratio));
      if (height < 1 || width < 1 || height >= size || width >= size) continue;
      return {
        left: Math.floor(draw(at + 2) * (size - width + 1)),
        top: Math.floor(draw(at + 3) * (size - height + 1)),
        width,
        height,
      };
    }
    return null;
  }

  /** 24 bits from which the noise of all parts erased at a step is drawn. */
  noiseKey(step: number): number {
    return this.#noise.bits(step, 0) >>> 8;
  }
}
