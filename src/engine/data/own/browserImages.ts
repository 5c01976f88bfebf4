import type { DecodeImage, RgbaPicture } from './square';

/** The browser reduces photographs to this side, which is fast; `toSquare` does the rest with better quality. */
const MAX_SIDE = 512;

/**
 * Decodes with the browser, in the orientation of the EXIF data, and returns the middle square. Works in a worker and in a page.
 */
export const decodeInBrowser: DecodeImage = (file) =>
  decoded(file, ({ width, height }) => {
    const own = Math.min(width, height);
    return { from: [Math.floor((width - own) / 2), Math.floor((height - own) / 2), own, own], scale: MAX_SIDE / own };
  });

/** The same for the whole image. */
export const decodeWholeInBrowser: DecodeImage = (file) =>
  decoded(file, ({ width, height }) => ({ from: [0, 0, width, height], scale: MAX_SIDE / Math.max(width, height) }));

/** The part of a bitmap that is drawn (left, top, width, height), and its reduction. A scale above 1 is used as 1. */
interface Cut {
  from: [number, number, number, number];
  scale: number;
}

async function decoded(file: Blob, cut: (bitmap: ImageBitmap) => Cut): Promise<RgbaPicture> {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    const { from, scale } = cut(bitmap);
    const [width, height] = [from[2], from[3]].map((side) => Math.max(1, Math.round(side * Math.min(1, scale)))) as [
      number,
      number,
    ];
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('This browser offers no canvas in a worker.');
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, ...from, 0, 0, width, height);
    return { width, height, rgba: context.getImageData(0, 0, width, height).data };
  } finally {
    bitmap.close();
  }
}
