import type { Picture } from '../../../worker/protocol';

type Pixels = Pick<Picture, 'rgba' | 'width' | 'height'>;

/** Luma of ITU-R BT.601, 0…255: as the models' grey is made. */
function luma(rgba: ArrayLike<number>, at: number): number {
  return 0.299 * rgba[at]! + 0.587 * rgba[at + 1]! + 0.114 * rgba[at + 2]!;
}

/** How light a picture's ground is: the median of its border, 0…255. */
export function groundOf({ rgba, width, height }: Pixels): number {
  const border: number[] = [];
  for (let x = 0; x < width; x++) border.push(luma(rgba, 4 * x), luma(rgba, 4 * ((height - 1) * width + x)));
  for (let y = 1; y < height - 1; y++) border.push(luma(rgba, 4 * y * width), luma(rgba, 4 * ((y + 1) * width - 1)));
  border.sort((a, b) => a - b);
  return border[Math.floor(border.length / 2)] ?? 0;
}

/** Whether a picture has the opposite ground of the data's, so that a model would see its negative. */
export function isNegative(picture: Pixels, dataGround: number): boolean {
  const own = groundOf(picture);
  return Math.abs(own - dataGround) > Math.abs(255 - own - dataGround);
}

/** The picture in grey, light for dark where that is asked. */
export function inGrey({ rgba, width, height }: Pixels, inverted: boolean): Picture {
  const grey = new Uint8ClampedArray(rgba.length);
  for (let at = 0; at < rgba.length; at += 4) {
    const value = luma(rgba, at);
    grey.fill(inverted ? 255 - value : value, at, at + 3);
    grey[at + 3] = 255;
  }
  return { rgba: grey, width, height };
}
