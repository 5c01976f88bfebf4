import type { ExperimentConfig } from '../../experiment/config';
import { RandomStream } from '../../experiment/random';

/** A rectangle in pixels of the model's input. */
export interface ErasedPart {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Ranges of the erased share of the image and of its height-to-width ratio (timm's random erasing). */
const AREA = [0.02, 1 / 3] as const;
const ASPECT_RATIO = [0.3, 1 / 0.3] as const;
/** Attempts to draw a rectangle that fits. */
const TRIES = 10;

/** Random erasing: with a given probability one rectangle of an image is replaced by normal noise. */
export class Eraser {
  readonly #probability: number;
  readonly #stream: RandomStream;
  readonly #noise: RandomStream;

  constructor({ erasing, seed }: Pick<ExperimentConfig, 'erasing' | 'seed'>) {
    this.#probability = erasing;
    this.#stream = new RandomStream(seed, 'augment/erase');
    this.#noise = new RandomStream(seed, 'augment/eraseNoise');
  }

  /** @param element position in the batch @param size side of the model's input in pixels @returns null if nothing is erased */
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

  /** The 24-bit key of the noise in all rectangles of a step. */
  noiseKey(step: number): number {
    return this.#noise.bits(step, 0) >>> 8;
  }
}
