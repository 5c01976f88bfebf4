import { RAND_AUGMENT_OPS, type RandAugmentOp } from '../../../experiment/randAugment';
import { ROW, rowStart } from '../../step/layout';
import type { Normalisation } from '.';

/** One picture of levels 0 … 255, [size, size, channels]. */
export interface Levels {
  values: Uint8Array;
  size: number;
  channels: number;
}

/** One operation as Pillow does it. @param fill of what comes from outside, per channel */
export function applyOp(picture: Levels, op: RandAugmentOp, argument: number, fill: readonly number[]): Levels {
  const { values, size, channels } = picture;
  const clip = (value: number) => Math.max(0, Math.min(255, Math.trunc(value)));
  const blend = (from: number, to: number) => clip(from + argument * (to - from));
  const perPixel = (f: (value: number, i: number) => number): Levels => ({ ...picture, values: values.map(f) });
  const perChannel = (tableOf: (channel: Uint8Array) => (value: number) => number): Levels => {
    const tables = Array.from({ length: channels }, (_, c) => tableOf(values.filter((_, i) => i % channels === c)));
    return perPixel((value, i) => tables[i % channels]!(value));
  };
  const from = (origin: (x: number, y: number) => [number, number]) => moved(picture, origin, fill);
  const half = size / 2;
  const cos = Math.sqrt(1 - argument ** 2);
  switch (op) {
    case 'autoContrast':
      return perChannel((channel) => {
        const [low, high] = [Math.min(...channel), Math.max(...channel)];
        return (value) => (high > low ? clip(((value - low) * 255) / (high - low)) : value);
      });
    case 'equalize':
      return perChannel((channel) => {
        const counts = Array.from({ length: 256 }, (_, v) => channel.filter((value) => value === v).length);
        const step = Math.floor((channel.length - counts.findLast((count) => count > 0)!) / 255);
        const below = (value: number) => counts.slice(0, value).reduce((a, b) => a + b, 0);
        return (value) => (step > 0 ? clip((Math.floor(step / 2) + below(value)) / step) : value);
      });
    case 'invert':
      return perPixel((value) => 255 - value);
    case 'rotate':
      return from((x, y) => [
        cos * (x - half) - argument * (y - half) + half,
        argument * (x - half) + cos * (y - half) + half,
      ]);
    case 'posterize':
      return perPixel((value) => value - (value % 2 ** (8 - argument)));
    case 'solarize':
      return perPixel((value) => (value < argument ? value : 255 - value));
    case 'solarizeAdd':
      return perPixel((value) => (value < 128 ? clip(value + argument) : value));
    case 'color': {
      const grey = greyOf(picture);
      return perPixel((value, i) => blend(grey[Math.floor(i / channels)]!, value));
    }
    case 'contrast': {
      const grey = greyOf(picture);
      const mean = Math.trunc(grey.reduce((a, b) => a + b, 0) / grey.length + 0.5);
      return perPixel((value) => blend(mean, value));
    }
    case 'brightness':
      return perPixel((value) => blend(0, value));
    case 'sharpness': {
      const smooth = smoothed(picture);
      return perPixel((value, i) => blend(smooth[i]!, value));
    }
    case 'shearX':
      return from((x, y) => [x + argument * y, y]);
    case 'shearY':
      return from((x, y) => [x, y + argument * x]);
    case 'translateX':
      return from((x, y) => [x + argument * size, y]);
    case 'translateY':
      return from((x, y) => [x, y + argument * size]);
  }
}

/** Luminance by pixel (ITU-R 601-2, in Pillow's integers). */
function greyOf({ values, size, channels }: Levels): number[] {
  const weights = channels === 3 ? [19595, 38470, 7471] : [65536];
  return Array.from({ length: size * size }, (_, p) =>
    Math.floor((weights.reduce((sum, weight, c) => sum + weight * values[p * channels + c]!, 0) + 32768) / 65536),
  );
}

/** Pillow's SMOOTH: 3 × 3 with 5 in the middle, the border as it is. */
function smoothed({ values, size, channels }: Levels): Uint8Array {
  return values.map((value, i) => {
    const [y, x] = [Math.floor(i / channels / size), Math.floor(i / channels) % size];
    if (Math.min(x, y) === 0 || Math.max(x, y) === size - 1) return value;
    let sum = 4 * value;
    for (const dy of [-1, 0, 1]) for (const dx of [-1, 0, 1]) sum += values[i + (dy * size + dx) * channels]!;
    return Math.floor(sum / 13 + 0.5);
  });
}

function moved(picture: Levels, origin: (x: number, y: number) => [number, number], fill: readonly number[]): Levels {
  const { values, size, channels } = picture;
  const inside = (i: number) => Math.max(0, Math.min(size - 1, i));
  const result = values.map((_, i) => {
    const c = i % channels;
    const pixel = Math.floor(i / channels);
    const [x, y] = origin((pixel % size) + 0.5, Math.floor(pixel / size) + 0.5);
    if (Math.min(x, y) < 0 || Math.max(x, y) >= size) return fill[c]!;
    const [x0, y0] = [Math.floor(x - 0.5), Math.floor(y - 0.5)];
    const at = (dy: number, dx: number) => values[(inside(y0 + dy) * size + inside(x0 + dx)) * channels + c]!;
    const [fx, fy] = [x - 0.5 - x0, y - 0.5 - y0];
    const line = (dy: number) => at(dy, 0) * (1 - fx) + at(dy, 1) * fx;
    // The small share keeps whole numbers whole.
    return Math.trunc(line(0) * (1 - fy) + line(1) * fy + 1e-6);
  });
  return { ...picture, values: result };
}

/** Both operations of every picture that the step inputs name, on the CPU. `images` [B, S, S, C], normalised. */
export function randAugmentReference(
  images: Float32Array,
  [batch, size, , channels]: readonly [number, number, number, number],
  step: ArrayLike<number>,
  { mean, std }: Normalisation,
): Float32Array<ArrayBuffer> {
  const result = images.slice();
  const fill = mean.map((value) => Math.min(255, Math.round(255 * value)));
  const area = size * size * channels;
  for (let b = 0; b < batch; b++) {
    const drawn = [ROW.op1, ROW.op2].flatMap((slot) => {
      const op = RAND_AUGMENT_OPS[step[rowStart(b) + slot]! - 1];
      return op ? [{ op, argument: step[rowStart(b) + slot + 1]! }] : [];
    });
    if (drawn.length === 0) continue;
    const levels = Uint8Array.from(images.subarray(b * area, (b + 1) * area), (value, i) =>
      Math.max(0, Math.min(255, Math.round(255 * (value * std[i % channels]! + mean[i % channels]!)))),
    );
    const done = drawn.reduce<Levels>((picture, { op, argument }) => applyOp(picture, op, argument, fill), {
      values: levels,
      size,
      channels,
    });
    result.set(
      Float32Array.from(done.values, (v, i) => (v / 255 - mean[i % channels]!) / std[i % channels]!),
      b * area,
    );
  }
  return result;
}
