import * as tf from '@tensorflow/tfjs-core';
import type { Border } from '../../../experiment/config';
import { ProblemError } from '../../../experiment/problem';
import { fusedBackend } from '../../gpu/fused';
import type { StepInputs } from '../../step/stepInputs';
import { eraseAndMix } from '../eraseAndMix';
import { eraseAndMixReference } from '../eraseAndMix/reference';
import { randAugment } from '../randAugment';
import { randAugmentReference } from '../randAugment/reference';
import { gatherFused } from './passes';
import { gatherReference } from './reference';

/** What the pixels of a split are, and how they are normalised. */
export interface ResidentPixels {
  count: number;
  height: number;
  width: number;
  channels: number;
  /** Per channel, of pixels scaled to 0…1. */
  mean: readonly number[];
  std: readonly number[];
}

/** How a batch is made, in addition to each picture's step inputs. Passes that are off cost nothing. */
export interface BatchMaking {
  border: Border;
  randAugment: boolean;
  eraseAndMix: boolean;
}

const PLAIN: BatchMaking = { border: 'black', randAugment: false, eraseAndMix: false };

/**
 * The images of one split, uint8, ready for batches: on WebGPU resident in GPU memory (four bytes a word, in as many parts as
 * the adapter's largest binding asks for), elsewhere on the CPU.
 */
export class ResidentImages {
  readonly about: ResidentPixels;
  #bytes: Uint8Array;
  readonly #parts: ResidentPart[] = [];

  /**
   * @param bytes [count, height, width, channels]
   * @param maxBytes of one part; by default what the device can bind
   * @throws ProblemError `out-of-memory` if they exceed what the device binds in one program
   */
  constructor(bytes: Uint8Array, about: ResidentPixels, maxBytes?: number) {
    this.about = about;
    this.#bytes = bytes;
    const gpu = fusedBackend();
    if (!gpu) return;
    const imageBytes = about.height * about.width * about.channels;
    const most = maxBytes ?? gpu.device.limits.maxStorageBufferBindingSize;
    const imagesAPart = Math.max(1, Math.floor((most - 4) / imageBytes));
    // A program also binds the step inputs and the batch.
    const mostParts = gpu.device.limits.maxStorageBuffersPerShaderStage - 2;
    if (about.count > mostParts * imagesAPart) throw tooManyPictures(about.count, mostParts * imagesAPart, imageBytes);
    for (let first = 0; first < about.count; first += imagesAPart) {
      const end = Math.min(about.count, first + imagesAPart) * imageBytes;
      const tensor = tf.keep(tf.tensor1d(wordsOf(bytes.subarray(first * imageBytes, end)), 'int32'));
      gpu.bufferOf(tensor);
      this.#parts.push({ first, start: first * imageBytes, end, words: tensor });
    }
  }

  /**
   * Replaces the images in place, so that captured steps read the new ones. Everything that runs after this call reads the new
   * images, and nothing before it does.
   *
   * @param bytes of the same shape
   */
  replace(bytes: Uint8Array): void {
    this.#bytes = bytes;
    const gpu = fusedBackend();
    if (!gpu) return;
    // A write overtakes commands that are encoded but not submitted, so submit them first.
    gpu.flush();
    for (const { start, end, words } of this.#parts) {
      gpu.device.queue.writeBuffer(gpu.bufferOf(words), 0, wordsOf(bytes.subarray(start, end)));
      // What tfjs remembers of them on its CPU side is of the images before.
      gpu.forgetCpuValues(words);
    }
  }

  /**
   * The batch that the step inputs describe: gather, crop, resize (bilinear, pixel centres), flip, normalise, and the passes.
   *
   * @returns [batch, size, size, channels], float32
   */
  batch(step: StepInputs, batch: number, size: number, making = PLAIN): tf.Tensor4D {
    if (this.#parts.length > 0) {
      let images = gatherFused(this.#parts, this.about, step, batch, size, making.border);
      if (making.randAugment) images = randAugment(images, step, this.about);
      return making.eraseAndMix ? eraseAndMix(images, step) : images;
    }
    const shape = [batch, size, size, this.about.channels] as [number, number, number, number];
    let images = gatherReference(this.#bytes, this.about, step.values, batch, size, making.border);
    if (making.randAugment) images = randAugmentReference(images, shape, step.values, this.about);
    if (making.eraseAndMix) images = eraseAndMixReference(images, shape, step.values);
    return tf.tensor4d(images, shape);
  }

  dispose(): void {
    for (const { words } of this.#parts) words.dispose();
  }
}

function tooManyPictures(count: number, most: number, imageBytes: number): ProblemError {
  const mebibytes = Math.ceil((count * imageBytes) / 2 ** 20);
  return new ProblemError(
    'out-of-memory',
    `${count.toLocaleString('en')} pictures take ${mebibytes} MiB of graphics memory; this device holds ${most.toLocaleString('en')} of them.`,
    { remedy: 'Load fewer pictures, or smaller ones.' },
  );
}

/** Images from `first` to the next part. */
export interface ResidentPart {
  first: number;
  /** Its place in the bytes of all images. */
  start: number;
  end: number;
  words: tf.Tensor;
}

function wordsOf(bytes: Uint8Array): Int32Array<ArrayBuffer> {
  const words = new Int32Array(Math.ceil(bytes.length / 4));
  new Uint8Array(words.buffer).set(bytes);
  return words;
}
