import { RandomStream } from '../../../experiment/random';
import { AMOUNTS, type Corruption } from '../../../experiment/testSets';

/** The shape of an image: row-major [height, width, channels]. */
export interface PictureFormat {
  height: number;
  width: number;
  channels: number;
}

/** Image side for which the table gives lengths. */
const TABLE_SIDE = 32;

/**
 * Corrupts images as in ImageNet-C (Hendrycks and Dietterich, "Benchmarking Neural Network Robustness to Common Corruptions and
 * Perturbations", 2019). A pure function of seed, image number, kind and strength. All strengths of an image use the same random
 * numbers.
 */
export class Corrupter {
  readonly #format: PictureFormat;
  readonly #scale: number;
  readonly #noise: RandomStream;
  readonly #shift: RandomStream;

  constructor(format: PictureFormat, seed: number) {
    this.#format = format;
    this.#scale = Math.min(format.height, format.width) / TABLE_SIDE;
    this.#noise = new RandomStream(seed, 'corruption/noise');
    this.#shift = new RandomStream(seed, 'corruption/shift');
  }

  /**
   * @param picture uint8 [height, width, channels]; not changed
   * @param number number of the image in its split
   * @param strength 0…5; 0 returns a copy
   */
  corrupt(picture: Uint8Array, number: number, kind: Corruption, strength: number): Uint8Array {
    const amount = AMOUNTS[kind][strength]!;
    const { height, width } = this.#format;
    switch (kind) {
      case 'noise':
        return withNoise(picture, amount, (element) => this.#noise.normal(number, element));
      case 'blur':
        return blurred(picture, this.#format, amount * this.#scale);
      case 'contrast':
        return withContrast(picture, this.#format, amount);
      case 'pixelate':
        return pixelated(picture, this.#format, atLeastOne(amount * height), atLeastOne(amount * width));
      case 'shift': {
        const angle = 2 * Math.PI * this.#shift.uniform(number, 0);
        const length = amount * this.#scale;
        return shifted(
          picture,
          this.#format,
          Math.round(length * Math.cos(angle)),
          Math.round(length * Math.sin(angle)),
        );
      }
    }
  }
}

function atLeastOne(size: number): number {
  return Math.max(1, Math.round(size));
}

/**
 * Adds Gaussian noise to every value and clamps to 0…255.
 *
 * @param deviation deviation of the noise as a share of the pixel range
 * @param normal standard normal numbers by index of the value
 */
export function withNoise(picture: Uint8Array, deviation: number, normal: (element: number) => number): Uint8Array {
  if (deviation === 0) return picture.slice();
  return rounded(picture, (i) => picture[i]! + 255 * deviation * normal(i));
}

/** Reduces the distance of every value from its channel's mean. @param left remaining share of the distance */
export function withContrast(picture: Uint8Array, { channels }: PictureFormat, left: number): Uint8Array {
  const sums = new Float64Array(channels);
  for (let i = 0; i < picture.length; i++) sums[i % channels]! += picture[i]!;
  const pixels = picture.length / channels;
  return rounded(picture, (i) => {
    const mean = sums[i % channels]! / pixels;
    return mean + left * (picture[i]! - mean);
  });
}

/**
 * Gaussian blur, truncated at three deviations. The pixels at the edges are repeated outside the image.
 *
 * @param deviation in pixels
 */
export function blurred(picture: Uint8Array, { height, width, channels }: PictureFormat, deviation: number) {
  if (deviation === 0) return picture.slice();
  const reach = Math.ceil(3 * deviation);
  const weights = Float64Array.from({ length: reach + 1 }, (_, d) => Math.exp(-((d / deviation) ** 2) / 2));
  const total = 2 * weights.reduce((sum, weight) => sum + weight, 0) - weights[0]!;
  for (const d of weights.keys()) weights[d]! /= total;
  const across = smoothed(picture, { outer: height, length: width, inner: channels }, weights);
  const both = smoothed(across, { outer: 1, length: height, inner: width * channels }, weights);
  return rounded(picture, (i) => both[i]!);
}

/** Values [outer, length, inner] that are processed along the middle axis. */
interface Along {
  outer: number;
  length: number;
  inner: number;
}

/** Convolves along the middle axis. @param weights a symmetric kernel from its middle outwards */
function smoothed(values: ArrayLike<number>, { outer, length, inner }: Along, weights: Float64Array): Float64Array {
  const out = new Float64Array(outer * length * inner);
  for (let o = 0; o < outer; o++)
    for (let place = 0; place < length; place++)
      for (let d = 1 - weights.length; d < weights.length; d++) {
        const weight = weights[Math.abs(d)]!;
        const from = (o * length + Math.max(0, Math.min(length - 1, place + d))) * inner;
        const to = (o * length + place) * inner;
        for (let i = 0; i < inner; i++) out[to + i]! += weight * values[from + i]!;
      }
  return out;
}

/** Reduces an image to rows × columns means and enlarges it again without smoothing. */
export function pixelated(
  picture: Uint8Array,
  { height, width, channels }: PictureFormat,
  rows: number,
  columns: number,
) {
  const low = averaged(picture, { outer: 1, length: height, inner: width * channels }, rows);
  const small = averaged(low, { outer: rows, length: width, inner: channels }, columns);
  return rounded(picture, (i) => {
    const pixel = Math.floor(i / channels);
    const row = Math.floor(((Math.floor(pixel / width) + 0.5) * rows) / height);
    const column = Math.floor((((pixel % width) + 0.5) * columns) / width);
    return small[(row * columns + column) * channels + (i % channels)]!;
  });
}

/** Means of `parts` equal parts of the middle axis. A value in two parts counts with its share in each. */
function averaged(values: ArrayLike<number>, { outer, length, inner }: Along, parts: number): Float64Array {
  const out = new Float64Array(outer * parts * inner);
  const size = length / parts;
  for (let o = 0; o < outer; o++)
    for (let part = 0; part < parts; part++) {
      const [start, end] = [part * size, (part + 1) * size];
      for (let place = Math.floor(start); place < Math.min(length, end); place++) {
        const share = (Math.min(end, place + 1) - Math.max(start, place)) / size;
        const from = (o * length + place) * inner;
        const to = (o * parts + part) * inner;
        for (let i = 0; i < inner; i++) out[to + i]! += share * values[from + i]!;
      }
    }
  return out;
}

/** Moves the image right and down by whole pixels. New pixels are black, as in the crops of the training images. */
export function shifted(picture: Uint8Array, { height, width, channels }: PictureFormat, right: number, down: number) {
  return rounded(picture, (i) => {
    const pixel = Math.floor(i / channels);
    const x = (pixel % width) - right;
    const y = Math.floor(pixel / width) - down;
    return x < 0 || y < 0 || x >= width || y >= height ? 0 : picture[(y * width + x) * channels + (i % channels)]!;
  });
}

/** An image of the same size with these values, rounded and clamped to 0…255. */
function rounded({ length }: Uint8Array, value: (i: number) => number): Uint8Array {
  const bytes = new Uint8ClampedArray(length);
  for (let i = 0; i < length; i++) bytes[i] = value(i);
  return new Uint8Array(bytes.buffer);
}
