import type { DecodeImage, RgbaPicture } from './square';

/** Photographs are first reduced to this side by the browser, which is quick; the fine reduction is ours. */
const LARGEST = 512;

/**
 * Decodes with the browser, turned as the camera was held; gives the middle square, so that a long picture needs no canvas of
 * its length. For a worker or a page.
 */
export const decodeInBrowser: DecodeImage = (file) =>
  decoded(file, ({ width, height }) => {
    const own = Math.min(width, height);
    return { from: [Math.floor((width - own) / 2), Math.floor((height - own) / 2), own, own], scale: LARGEST / own };
  });

/** The same with all of the picture. */
export const decodeWholeInBrowser: DecodeImage = (file) =>
  decoded(file, ({ width, height }) => ({ from: [0, 0, width, height], scale: LARGEST / Math.max(width, height) }));

/** What of a bitmap is drawn (left, top, width, height), and how much it is reduced; a scale above 1 does not enlarge it. */
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
    if (!context) throw new Error('This browser gives a worker no canvas.');
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, ...from, 0, 0, width, height);
    return { width, height, rgba: context.getImageData(0, 0, width, height).data };
  } finally {
    bitmap.close();
  }
}
