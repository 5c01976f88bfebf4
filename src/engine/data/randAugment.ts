import type { ExperimentConfig } from '../../experiment/config';
import { RAND_AUGMENT_OPS, type RandAugmentOp } from '../../experiment/randAugment';
import { RandomStream } from '../../experiment/random';

/** One operation and how strongly: see `argumentOf`. */
export interface DrawnOp {
  op: RandAugmentOp;
  argument: number;
}

/** Operations drawn for a picture, and the chance of each to be done. */
export const OPS_A_PICTURE = 2;
const PROBABILITY = 0.5;
/** Standard deviation of the magnitude around the asked one, and the largest. */
const DEVIATION = 0.5;
const MOST = 10;

/**
 * The argument of an operation at a magnitude, 0 … 10, as in timm's `_RAND_INCREASING_TRANSFORMS`.
 *
 * @param sign 1 or −1, for operations that go both ways
 * @returns rotate: sine of the angle, counter-clockwise; posterize: bits kept; solarize: least inverted level;
 * solarizeAdd: what is added; color, contrast, brightness, sharpness: 1 is unchanged; shear: pixels a pixel;
 * translate: share of the side.
 */
export function argumentOf(op: RandAugmentOp, magnitude: number, sign: number): number {
  const level = magnitude / MOST;
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
 * RandAugment as DeiT has it (`rand-m9-mstd0.5-inc1`): two operations drawn evenly, the same one perhaps twice, each done with
 * probability ½ at a magnitude of its own. Geometry is bilinear here and bicubic there; all fifteen operations are there.
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

  draw(step: number, element: number): DrawnOp[] {
    if (this.#magnitude === 0) return [];
    return Array.from({ length: OPS_A_PICTURE }, (_, i) => element * OPS_A_PICTURE + i).flatMap((at) => {
      const uniform = (draw: number) => this.#stream.uniform(step, 4 * at + draw);
      if (uniform(0) >= PROBABILITY) return [];
      const op = RAND_AUGMENT_OPS[Math.floor(uniform(1) * RAND_AUGMENT_OPS.length)]!;
      const drawn = this.#magnitude + DEVIATION * this.#strength.normal(step, at);
      const argument = argumentOf(op, Math.max(0, Math.min(MOST, drawn)), uniform(2) < 0.5 ? -1 : 1);
      return [{ op, argument }];
    });
  }
}
