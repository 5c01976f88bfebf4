import * as tf from '@tensorflow/tfjs-core';
import type { Border } from '../../../experiment/config';
import { ProblemError } from '../../../experiment/problem';
import { fusedBackend } from '../../gpu/fused';
import { ROW, ROW_WIDTH, rowStart, SCALARS } from '../../step/layout';
import type { StepInputs } from '../../step/stepInputs';
import { eraseAndMix, eraseAndMixReference } from '../eraseAndMix';
import { randAugment } from '../randAugment';
import { randAugmentReference } from '../randAugment/reference';

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

/** How a batch is made, beside what the step inputs say of each picture. Passes that are left out cost nothing. */
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
   * @param mostBytes of one part; by default what the device can bind
   * @throws ProblemError `out-of-memory` where they are more than the device binds in one program.
   */
  constructor(bytes: Uint8Array, about: ResidentPixels, mostBytes?: number) {
    this.about = about;
    this.#bytes = bytes;
    const gpu = fusedBackend();
    if (!gpu) return;
    const imageBytes = about.height * about.width * about.channels;
    const most = mostBytes ?? gpu.device.limits.maxStorageBufferBindingSize;
    const imagesAPart = Math.max(1, Math.floor((most - 4) / imageBytes));
    // Beside the parts a program binds the step inputs and the batch.
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
   * Puts other images in the place of these: what was captured goes on with them. Seen by everything that is run after this
   * call, and by nothing before it.
   *
   * @param bytes of the same shape
   */
  replace(bytes: Uint8Array): void {
    this.#bytes = bytes;
    const gpu = fusedBackend();
    if (!gpu) return;
    // A write overtakes commands that are only encoded: send them first.
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
interface ResidentPart {
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

function gatherFused(
  parts: readonly ResidentPart[],
  { height, width, channels, mean, std }: ResidentPixels,
  step: StepInputs,
  batch: number,
  size: number,
  border: Border,
): tf.Tensor4D {
  const list = (values: readonly number[]) =>
    `array<f32, ${channels}>(${Array.from({ length: channels }, (_, c) => `${values[c]!}f`).join(', ')})`;
  const { images } = fusedBackend()!.run({
    name: 'gatherBatch',
    inputs: {
      ...Object.fromEntries(parts.map(({ words }, p) => [`words${p}`, { tensor: words, as: 'u32' as const }])),
      step: step.tensor,
    },
    outputs: { images: { shape: [batch, size, size, channels] } },
    invocations: batch * size * size,
    code: `
const H = ${height}; const W = ${width}; const C = ${channels}u; const S = ${size}u;
const IMAGE = ${height * width * channels}u;
const MEAN = ${list(mean)};
const STD = ${list(std)};
const OUTSIDE = ${list(outside(mean, border))};
${parts
  .map(
    ({ first }, p) => `fn byte${p}(image: u32, offset: u32) -> u32 {
  let i = (image - ${first}u) * IMAGE + offset;
  return (words${p}[i / 4u] >> (8u * (i % 4u))) & 255u;
}`,
  )
  .join('\n')}
fn pixel(image: u32, y: i32, x: i32, c: u32) -> f32 {
  if (x < 0 || y < 0 || x >= W || y >= H) { return OUTSIDE[c]; }
  let offset = (u32(y) * u32(W) + u32(x)) * C + c;
  ${parts
    .map(({ first }, p) => `if (image >= ${first}u) { return f32(byte${p}(image, offset)); }`)
    .slice(1)
    .reverse()
    .join('\n  ')}
  return f32(byte0(image, offset));
}
fn kernel(i: u32) {
  let b = i / (S * S);
  let row = (i / S) % S;
  let column = i % S;
  let r = ${SCALARS}u + b * ${ROW_WIDTH}u;
  let image = u32(step[r + ${ROW.index}u]);
  var across = f32(column);
  if (step[r + ${ROW.flip}u] > 0.5) { across = f32(S - 1u - column); }
  let x = step[r + ${ROW.left}u] + (across + 0.5) * (step[r + ${ROW.width}u] / f32(S)) - 0.5;
  let y = step[r + ${ROW.top}u] + (f32(row) + 0.5) * (step[r + ${ROW.height}u] / f32(S)) - 0.5;
  let x0 = i32(floor(x));
  let y0 = i32(floor(y));
  let fx = x - f32(x0);
  let fy = y - f32(y0);
  let x1 = x0 + i32(fx > 0.0);
  let y1 = y0 + i32(fy > 0.0);
  for (var c = 0u; c < C; c++) {
    let upper = mix(pixel(image, y0, x0, c), pixel(image, y0, x1, c), fx);
    let lower = mix(pixel(image, y1, x0, c), pixel(image, y1, x1, c), fx);
    images[i * C + c] = (mix(upper, lower, fy) / 255.0 - MEAN[c]) / STD[c];
  }
}`,
  });
  return images as tf.Tensor4D;
}

/** Pixel values beyond the border, 0…255, by channel. */
function outside(mean: readonly number[], border: Border): number[] {
  return mean.map((value) => (border === 'mean' ? 255 * value : 0));
}

/**
 * The same on the CPU: the reference in tests, and the fallback on other backends.
 * @param step the step inputs' values
 * @returns [batch, size, size, channels]
 */
export function gatherReference(
  bytes: Uint8Array,
  { height, width, channels, mean, std }: ResidentPixels,
  step: ArrayLike<number>,
  batch: number,
  size: number,
  border: Border = 'black',
): Float32Array<ArrayBuffer> {
  const beyond = outside(mean, border);
  const images = new Float32Array(batch * size * size * channels);
  const pixel = (image: number, y: number, x: number, c: number) =>
    x < 0 || y < 0 || x >= width || y >= height
      ? beyond[c]!
      : bytes[((image * height + y) * width + x) * channels + c]!;
  const mix = (a: number, b: number, t: number) => a * (1 - t) + b * t;
  let out = 0;
  for (let b = 0; b < batch; b++) {
    const at = (field: number) => step[rowStart(b) + field]!;
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const across = at(ROW.flip) > 0.5 ? size - 1 - column : column;
        const x = at(ROW.left) + ((across + 0.5) * at(ROW.width)) / size - 0.5;
        const y = at(ROW.top) + ((row + 0.5) * at(ROW.height)) / size - 0.5;
        const [x0, y0] = [Math.floor(x), Math.floor(y)];
        for (let c = 0; c < channels; c++) {
          const line = (y: number) => mix(pixel(at(ROW.index), y, x0, c), pixel(at(ROW.index), y, x0 + 1, c), x - x0);
          const value = mix(line(y0), line(y0 + 1), y - y0);
          images[out++] = (value / 255 - mean[c]!) / std[c]!;
        }
      }
    }
  }
  return images;
}
