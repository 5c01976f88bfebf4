import { mixedBits } from '../../../experiment/random';
import { partnerOf, ROW, rowStart, SCALAR } from '../../step/layout';
import { normalQuantile } from './normalQuantile';

/** The same on the CPU: first every picture is erased, then the batch is mixed with itself in reverse. */
export function eraseAndMixReference(
  images: Float32Array,
  [batch, size, , channels]: readonly [number, number, number, number],
  step: ArrayLike<number>,
): Float32Array<ArrayBuffer> {
  const erased = images.slice();
  for (let b = 0; b < batch; b++) {
    const [left, top, width, height] = [ROW.eraseLeft, ROW.eraseTop, ROW.eraseWidth, ROW.eraseHeight].map(
      (field) => step[rowStart(b) + field]!,
    ) as [number, number, number, number];
    for (let y = top; y < top + height; y++) {
      for (let x = left; x < left + width; x++) {
        for (let c = 0; c < channels; c++) {
          const at = (y * size + x) * channels + c;
          const uniform = ((mixedBits(step[SCALAR.noiseKey]!, b, at, 0) >>> 9) + 0.5) / 2 ** 23;
          erased[b * size * size * channels + at] = normalQuantile(uniform);
        }
      }
    }
  }
  const mixed = erased.slice();
  const [left, top, right, bottom] = [SCALAR.cutLeft, SCALAR.cutTop, SCALAR.cutRight, SCALAR.cutBottom].map(
    (field) => step[field]!,
  ) as [number, number, number, number];
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < size * size * channels; i++) {
      const [y, x] = [Math.floor(i / channels / size), Math.floor(i / channels) % size];
      const cut = x >= left && x < right && y >= top && y < bottom;
      const share = right > left ? Number(cut) : step[SCALAR.partnerShare]!;
      const own = b * size * size * channels + i;
      const other = partnerOf(b, batch) * size * size * channels + i;
      mixed[own] = (1 - share) * erased[own]! + share * erased[other]!;
    }
  }
  return mixed;
}
