import type { Normalisation } from '../kernels/randAugment';
import type { ImageDataset, Split } from './dataset';

/** An image with pixels 0…255, row-major [height, width, channels]. */
export interface Pixels {
  values: ArrayLike<number>;
  height: number;
  width: number;
  channels: number;
}

/** Left, top, width and height in pixels. */
type Box = readonly [number, number, number, number];

/**
 * Crops an image to a box and resizes it to the input of a model, bilinear between pixel centres.
 *
 * @param as `training`: as batches are gathered, without antialiasing and with black outside the image. `photo`: with antialiasing if
 * it becomes smaller, and without darkening at the image's edge (as torchvision and Pillow do); black where the box reaches outside.
 * @returns [size, size, channels], 0…255
 */
export function cropAndResize(
  { values, height, width, channels }: Pixels,
  [left, top, boxWidth, boxHeight]: Box,
  size: number,
  as: 'training' | 'photo',
): Float32Array<ArrayBuffer> {
  const across = tapsOf(left, boxWidth, width, size, as);
  const down = tapsOf(top, boxHeight, height, size, as);
  // The horizontal pass covers only the rows that are used.
  const firstRow = Math.min(...down.map(({ first }) => first));
  const lastRow = Math.max(...down.map(({ first, weights }) => first + weights.length));
  const rowSize = size * channels;
  const narrow = new Float64Array(Math.max(0, lastRow - firstRow) * rowSize);
  for (let y = firstRow; y < lastRow; y++) {
    for (let x = 0; x < size; x++) {
      const { first, weights } = across[x]!;
      for (let c = 0; c < channels; c++) {
        const at = (y * width + first) * channels + c;
        let sum = 0;
        for (let i = 0; i < weights.length; i++) sum += weights[i]! * values[at + i * channels]!;
        narrow[(y - firstRow) * rowSize + x * channels + c] = sum;
      }
    }
  }
  const resized = new Float32Array(size * rowSize);
  for (let y = 0; y < size; y++) {
    const { first, weights } = down[y]!;
    for (let i = 0; i < rowSize; i++) {
      let sum = 0;
      for (let j = 0; j < weights.length; j++) sum += weights[j]! * narrow[(first - firstRow + j) * rowSize + i]!;
      resized[y * rowSize + i] = sum;
    }
  }
  return resized;
}

interface Taps {
  first: number;
  weights: number[];
}

/** For each of `size` new pixels along one axis: its first old pixel inside the image, and the weights. Outside is black. */
function tapsOf(start: number, length: number, side: number, size: number, as: 'training' | 'photo'): Taps[] {
  const scale = length / size;
  const reach = as === 'photo' ? Math.max(1, scale) : 1;
  return Array.from({ length: size }, (_, i) => {
    const centre = start + (i + 0.5) * scale;
    const weightOf = (pixel: number) => Math.max(0, 1 - Math.abs(pixel + 0.5 - centre) / reach);
    const low = Math.ceil(centre - reach - 0.5);
    const high = Math.floor(centre + reach - 0.5);
    const first = Math.min(side, Math.max(0, low));
    const weights = [];
    for (let pixel = first; pixel <= Math.min(side - 1, high); pixel++) weights.push(weightOf(pixel));
    let total = 0;
    if (as === 'training' || centre < 0 || centre > side)
      for (let pixel = low; pixel <= high; pixel++) total += weightOf(pixel);
    else total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => weight / total) };
  });
}

/** Normalises pixels 0…255 for a model; the same shape. */
export function normalised(pixels: Float32Array, { mean, std }: Normalisation): Float32Array<ArrayBuffer> {
  const channels = mean.length;
  return Float32Array.from(pixels, (value, i) => (value / 255 - mean[i % channels]!) / std[i % channels]!);
}

/** One image of a split. */
export function splitPixels({ height, width, channels }: ImageDataset, split: Split, index: number): Pixels {
  const size = height * width * channels;
  return { values: split.images.subarray(index * size, (index + 1) * size), height, width, channels };
}

/** Converts between grey and RGB. Grey is the luma of ITU-R BT.601. */
export function inChannels(pixels: Pixels, channels: number): Pixels {
  if (pixels.channels === channels) return pixels;
  const area = pixels.height * pixels.width;
  const values = new Float32Array(area * channels);
  const at = (i: number, c: number) => pixels.values[i * pixels.channels + c]!;
  for (let i = 0; i < area; i++) {
    if (channels === 1) values[i] = 0.299 * at(i, 0) + 0.587 * at(i, 1) + 0.114 * at(i, 2);
    else values.fill(at(i, 0), i * channels, (i + 1) * channels);
  }
  return { ...pixels, values, channels };
}

/** Converts RGBA to RGB over white. */
export function rgbPixels(rgba: ArrayLike<number>, height: number, width: number): Pixels {
  const values = new Float32Array(height * width * 3);
  for (let i = 0; i < height * width; i++) {
    const alpha = rgba[4 * i + 3]! / 255;
    for (let c = 0; c < 3; c++) values[3 * i + c] = alpha * rgba[4 * i + c]! + 255 * (1 - alpha);
  }
  return { values, height, width, channels: 3 };
}

/** The patches of a square image: the image's side and a patch's side in pixels, and patches per side. */
export interface PatchCut {
  size: number;
  patch: number;
  grid: number;
}

/** Mean of each patch of a grey image [size, size]; [patches]. */
export function patchMeans(pixels: ArrayLike<number>, { size, patch, grid }: PatchCut): Float32Array<ArrayBuffer> {
  const sums = new Float64Array(grid * grid);
  for (let y = 0; y < patch * grid; y++)
    for (let x = 0; x < patch * grid; x++)
      sums[Math.floor(y / patch) * grid + Math.floor(x / patch)]! += pixels[y * size + x]!;
  return Float32Array.from(sums, (sum) => sum / patch ** 2);
}

/** Replaces the patches with 1 in the mask by the data's mean colour, which is 0. @param image [size, size, channels], normalised */
export function withHidden(
  image: Float32Array,
  mask: ArrayLike<number>,
  { size, patch, grid }: PatchCut,
): Float32Array<ArrayBuffer> {
  const channels = image.length / size ** 2;
  const hidden = image.slice() as Float32Array<ArrayBuffer>;
  for (let p = 0; p < grid * grid; p++) {
    if (!mask[p]) continue;
    const [top, left] = [Math.floor(p / grid) * patch, (p % grid) * patch];
    for (let y = top; y < top + patch; y++)
      hidden.fill(0, (y * size + left) * channels, (y * size + left + patch) * channels);
  }
  return hidden;
}
