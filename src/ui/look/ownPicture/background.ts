import type { Picture } from '../../../worker/protocol';

type Pixels = Pick<Picture, 'rgba' | 'width' | 'height'>;

/** Luma of ITU-R BT.601, 0…255, like the grey of the models' input. */
function luma(rgba: ArrayLike<number>, at: number): number {
  return 0.299 * rgba[at]! + 0.587 * rgba[at + 1]! + 0.114 * rgba[at + 2]!;
}

/** Brightness of a picture's background, 0…255: the median of its border. */
export function backgroundOf({ rgba, width, height }: Pixels): number {
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(luma(rgba, 4 * x), luma(rgba, 4 * ((height - 1) * width + x)));
  for (let y = 1; y < height - 1; y++) border.push(luma(rgba, 4 * y * width), luma(rgba, 4 * ((y + 1) * width - 1)));
  border.sort((a, b) => a - b);
  return border[Math.floor(border.length / 2)] ?? 0;
}

/** Whether the background is dark and that of the data set light, or the reverse. A model would see a negative. */
export function isNegative(picture: Pixels, dataBackground: number): boolean {
  const own = backgroundOf(picture);
  return Math.abs(own - dataBackground) > Math.abs(255 - own - dataBackground);
}

/** The picture in grey, inverted on request. */
export function inGrey({ rgba, width, height }: Pixels, inverted: boolean): Picture {
  const grey = new Uint8ClampedArray(rgba.length);
  for (let at = 0; at < rgba.length; at += 4) {
    const value = luma(rgba, at);
    grey.fill(inverted ? 255 - value : value, at, at + 3);
    grey[at + 3] = 255;
  }
  return { rgba: grey, width, height };
}
