import type { ExperimentConfig } from '../../experiment/config';
import { numberOf } from '../../experiment/randAugment';
import { type Augmentation, Augmenter } from '../data/augment';
import { type ErasedPart, Eraser } from '../data/erasing';
import { Mixer, type Mixing } from '../data/mixing';
import { type DrawnOp, RandAugmenter } from '../data/randAugment';
import type { BatchMaking } from '../kernels/gatherBatch';
import { ROW, rowStart, SCALAR } from '../step/layout';

/** The augmentation of one image, which teacher and student both see. */
export interface PictureAugmentation {
  crop: Augmentation;
  ops: DrawnOp[];
  erased: ErasedPart | null;
}

/** Draws the augmentation of a batch by (seed, step, position) and writes it into the step inputs. */
export class BatchAugmenter {
  /** The kinds of augmentation that the run uses; they do not change from step to step. */
  readonly making: BatchMaking;
  readonly #size: number;
  readonly #crops: Augmenter;
  readonly #randAugmenter: RandAugmenter;
  readonly #eraser: Eraser;
  readonly #mixer: Mixer;

  constructor(config: ExperimentConfig) {
    this.making = {
      border: config.border,
      randAugment: config.randAugment > 0,
      eraseAndMix: config.erasing > 0 || config.mixup > 0 || config.cutmix > 0,
    };
    this.#size = config.imageSize;
    this.#crops = new Augmenter(config);
    this.#randAugmenter = new RandAugmenter(config);
    this.#eraser = new Eraser(config);
    this.#mixer = new Mixer(config);
  }

  /** Draws what all images of the batch share. @returns how the batch is mixed; null if it is not */
  writeBatch(values: Float32Array, step: number): Mixing | null {
    values[SCALAR.noiseKey] = this.#eraser.noiseKey(step);
    const mixing = this.#mixer.draw(step, this.#size);
    if (!mixing) return null;
    values[SCALAR.partnerShare] = mixing.share;
    if (!mixing.cut) return mixing;
    values[SCALAR.cutLeft] = mixing.cut.left;
    values[SCALAR.cutTop] = mixing.cut.top;
    values[SCALAR.cutRight] = mixing.cut.right;
    values[SCALAR.cutBottom] = mixing.cut.bottom;
    return mixing;
  }

  /** @param b position in the batch @param height of the data set's images in pixels @param width the same */
  writePicture(values: Float32Array, step: number, b: number, height: number, width: number): PictureAugmentation {
    const row = rowStart(b);
    const crop = this.#crops.draw(height, width, step, b);
    values[row + ROW.left] = crop.left;
    values[row + ROW.top] = crop.top;
    values[row + ROW.width] = crop.width;
    values[row + ROW.height] = crop.height;
    values[row + ROW.flip] = Number(crop.flip);
    const ops = this.#randAugmenter.draw(step, b);
    for (const [i, { op, argument }] of ops.entries()) {
      values[row + ROW.op1 + 2 * i] = numberOf(op);
      values[row + ROW.argument1 + 2 * i] = argument;
    }
    const erased = this.#eraser.draw(step, b, this.#size);
    if (erased) {
      values[row + ROW.eraseLeft] = erased.left;
      values[row + ROW.eraseTop] = erased.top;
      values[row + ROW.eraseWidth] = erased.width;
      values[row + ROW.eraseHeight] = erased.height;
    }
    return { crop, ops, erased };
  }
}
