import type { ExperimentConfig } from '../../experiment/config';
import { RAND_AUGMENT_OPS, type RandAugmentOp } from '../../experiment/randAugment';
import { RandomStream } from '../../experiment/random';

/** An operation and its argument, see `argumentOf`. */
export interface DrawnOp {
  op: RandAugmentOp;
  argument: number;
}

/** Operations that are drawn for each image, and the probability that each is applied. */
export const OPS_A_PICTURE = 2;
const PROBABILITY = 0.5;
/** Standard deviation of the magnitude, and its maximum. */
const DEVIATION = 0.5;
const MAX_MAGNITUDE = 10;

/**
 * The argument of an operation at a magnitude, as in timm's `_RAND_INCREASING_TRANSFORMS`.
 *
 * @param magnitude 0…10
 * @param sign 1 or −1, for operations with a direction
 * @returns rotate: sine of the counter-clockwise angle; posterize: remaining bits; solarize: smallest inverted level; solarizeAdd:
 * added levels; color, contrast, brightness, sharpness: factor, 1 is unchanged; shear: pixels per pixel; translate: share of the
 * side
 */
export function argumentOf(op: RandAugmentOp, magnitude: number, sign: number): number {
  const level = magnitude / MAX_MAGNITUDE;
  switch (op) {
    case 'autoContrast':
    case 'equalize':
    case 'invert':
      return 0;
    case 'rotate':
      return Math.sin((sign * level * 30 * Math.PI) / 180);
    case 'posterize':
      return 4 - Math.floor(level * 4);
    case 'solarize':
      return 256 - Math.floor(level * 256);
    case 'solarizeAdd':
      return Math.floor(level * 110);
    case 'color':
    case 'contrast':
    case 'brightness':
    case 'sharpness':
      return 1 + sign * level * 0.9;
    case 'shearX':
    case 'shearY':
      return sign * level * 0.3;
    case 'translateX':
    case 'translateY':
      return sign * level * 0.45;
  }
}

/**
 * RandAugment as in DeiT (`rand-m9-mstd0.5-inc1`): two of all fifteen operations, drawn uniformly with replacement. Each is applied
 * with probability ½ at its own magnitude. Geometry is bilinear here and bicubic in DeiT.
 */
export class RandAugmenter {
  readonly #magnitude: number;
  readonly #stream: RandomStream;
  readonly #strength: RandomStream;

  constructor({ randAugment, seed }: Pick<ExperimentConfig, 'randAugment' | 'seed'>) {
    this.#magnitude = randAugment;
    this.#stream = new RandomStream(seed, 'augment/randAugment');
    this.#strength = new RandomStream(seed, 'augment/randAugment/strength');
  }

  /** @param element position in the batch */
  draw(step: number, element: number): DrawnOp[] {
    if (this.#magnitude === 0) return [];
    return Array.from({ length: OPS_A_PICTURE }, (_, i) => element * OPS_A_PICTURE + i).flatMap((at) => {
      const uniform = (draw: number) => this.#stream.uniform(step, 4 * at + draw);
      if (uniform(0) >= PROBABILITY) return [];
      const op = RAND_AUGMENT_OPS[Math.floor(uniform(1) * RAND_AUGMENT_OPS.length)]!;
      const drawn = this.#magnitude + DEVIATION * this.#strength.normal(step, at);
      const argument = argumentOf(op, Math.max(0, Math.min(MAX_MAGNITUDE, drawn)), uniform(2) < 0.5 ? -1 : 1);
      return [{ op, argument }];
    });
  }
}
