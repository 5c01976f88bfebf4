import type { Border } from '../../../experiment/config';
import { ROW, rowStart } from '../../step/layout';
import type { ResidentPixels } from '.';
import { outside } from './passes';

/**
 * The same in plain JavaScript: the reference in tests, and the fallback on other backends.
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
