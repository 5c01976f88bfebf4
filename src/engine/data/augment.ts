import type { ExperimentConfig } from '../../experiment/config';
import { RandomStream } from '../../experiment/random';

/** The crop of one image: a box of the original in pixels, which may reach outside the image, and a horizontal flip. */
export interface Augmentation {
  left: number;
  top: number;
  width: number;
  height: number;
  flip: boolean;
}

export type AugmentationConfig = Pick<ExperimentConfig, 'crop' | 'shiftPixels' | 'cropMinArea' | 'flip' | 'seed'>;

/** Attempts to draw a box that fits, before the whole image is used (torchvision). */
const CROP_TRIES = 10;
const ASPECT_RATIO = [3 / 4, 4 / 3] as const;

/** The crop that changes nothing. */
export function wholePicture(height: number, width: number): Augmentation {
  return { left: 0, top: 0, width, height, flip: false };
}

/**
 * Draws crops by (seed, step, position in the batch), so that student and teacher, and all strategies, see the same crops. Shift is torchvision's `RandomCrop` with padding; resized is torchvision's `RandomResizedCrop` (area uniform in
 * [cropMinArea, 1], aspect ratio log-uniform in [3/4, 4/3]).
 */
export class Augmenter {
  readonly #config: AugmentationConfig;
  readonly #crop: RandomStream;
  readonly #flip: RandomStream;

  constructor(config: AugmentationConfig) {
    this.#config = config;
    this.#crop = new RandomStream(config.seed, 'augment/crop');
    this.#flip = new RandomStream(config.seed, 'augment/flip');
  }

  /** @param height of the image in pixels @param width the same @param element position in the batch */
  draw(height: number, width: number, step: number, element: number): Augmentation {
    const flip = this.#config.flip && this.#flip.uniform(step, element) < 0.5;
    return { ...this.#box(height, width, step, element), flip };
  }

  #box(height: number, width: number, step: number, element: number) {
    const { crop, shiftPixels, cropMinArea } = this.#config;
    const draw = (i: number) => this.#crop.uniform(step, element * 64 + i);
    if (crop === 'shift') {
      const span = 2 * shiftPixels + 1;
      return {
        left: Math.floor(draw(0) * span) - shiftPixels,
        top: Math.floor(draw(1) * span) - shiftPixels,
        width,
        height,
      };
    }
    if (crop === 'resized') {
      for (let attempt = 0; attempt < CROP_TRIES; attempt++) {
        const area = (cropMinArea + (1 - cropMinArea) * draw(4 * attempt)) * height * width;
        const [low, high] = ASPECT_RATIO.map(Math.log) as [number, number];
        const ratio = Math.exp(low + (high - low) * draw(4 * attempt + 1));
        const w = Math.round(Math.sqrt(area * ratio));
        const h = Math.round(Math.sqrt(area / ratio));
        if (w < 1 || h < 1 || w > width || h > height) continue;
        return {
          left: Math.floor(draw(4 * attempt + 2) * (width - w + 1)),
          top: Math.floor(draw(4 * attempt + 3) * (height - h + 1)),
          width: w,
          height: h,
        };
      }
    }
    return { left: 0, top: 0, width, height };
  }
}

/**
 * The order of the training images: a new permutation in each epoch, by (seed, epoch). The last, incomplete batch is dropped. With
 * repeats, each image comes that many times in a row with different crops. The length of an epoch stays the same, so it visits
 * fewer images (repeated augmentation, Hoffer et al. 2020, as in the sampler of DeiT's reference code).
 */
export class BatchOrder {
  readonly #stream: RandomStream;
  readonly #count: number;
  readonly #repeats: number;
  readonly batch: number;
  #epoch = -1;
  #permutation = new Uint32Array();

  constructor(seed: number, count: number, batch: number, repeats = 1) {
    this.#stream = new RandomStream(seed, 'order');
    this.#count = count;
    this.#repeats = repeats;
    this.batch = Math.min(batch, count);
  }

  get stepsPerEpoch(): number {
    return Math.floor(this.#count / this.batch);
  }

  /** Indices of the images in a step's batch, [batch]. */
  indices(step: number): Uint32Array {
    const epoch = Math.floor(step / this.stepsPerEpoch);
    if (epoch !== this.#epoch) {
      this.#permutation = this.#stream.permutation(this.#count, epoch);
      this.#epoch = epoch;
    }
    const start = (step % this.stepsPerEpoch) * this.batch;
    if (this.#repeats === 1) return this.#permutation.subarray(start, start + this.batch);
    return Uint32Array.from(
      { length: this.batch },
      (_, b) => this.#permutation[Math.floor((start + b) / this.#repeats)]!,
    );
  }
}
