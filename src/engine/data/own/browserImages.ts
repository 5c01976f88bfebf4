import type { DecodeImage } from './square';

/** Photographs are first reduced to this side by the browser, which is quick; the fine reduction is ours. */
const LARGEST = 512;

/**
 * Decodes with the browser, turned as the camera was held; gives the middle square, so that a long picture needs no canvas of
 * its length. For a worker or a page.
 */
export const decodeInBrowser: DecodeImage = async (file) => {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  try {
    const own = Math.min(bitmap.width, bitmap.height);
    const side = Math.min(own, LARGEST);
    const context = new OffscreenCanvas(side, side).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('This browser gives a worker no canvas.');
    context.imageSmoothingQuality = 'high';
    const [left, top] = [Math.floor((bitmap.width - own) / 2), Math.floor((bitmap.height - own) / 2)];
    context.drawImage(bitmap, left, top, own, own, 0, 0, side, side);
    return { width: side, height: side, rgba: context.getImageData(0, 0, side, side).data };
  } finally {
    bitmap.close();
  }
};
