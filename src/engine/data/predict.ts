/**
 * Prediction for compression: gzip shrinks photographs only slightly, but differences from neighbouring pixels by a third. The
 * prediction is the median of left, above and left + above − corner (Weinberger et al., "LOCO-I", 1996). The differences of red and
 * blue are stored relative to green's, as in lossless WebP. All arithmetic is modulo 256, so that decoding is exact.
 */

function predict(images: Uint8Array, at: number, row: number, column: number, width: number): number {
  const left = column > 0 ? images[at - 3]! : 0;
  const above = row > 0 ? images[at - 3 * width]! : 0;
  if (column === 0 || row === 0) return left + above;
  const corner = images[at - 3 * width - 3]!;
  if (corner >= Math.max(left, above)) return Math.min(left, above);
  if (corner <= Math.min(left, above)) return Math.max(left, above);
  return left + above - corner;
}

/** Encodes RGB images as differences. @param images uint8 [count, height, width, 3] @returns the same shape */
export function toDifferences(images: Uint8Array, height: number, width: number): Uint8Array {
  const differences = new Uint8Array(images.length);
  for (let at = 0, pixel = 0; at < images.length; at += 3, pixel++) {
    const column = pixel % width;
    const row = Math.floor(pixel / width) % height;
    const green = images[at + 1]! - predict(images, at + 1, row, column, width);
    differences[at] = images[at]! - predict(images, at, row, column, width) - green;
    differences[at + 1] = green;
    differences[at + 2] = images[at + 2]! - predict(images, at + 2, row, column, width) - green;
  }
  return differences;
}

/** Decodes differences to the images in place. @param images uint8 [count, height, width, 3] */
export function fromDifferences(images: Uint8Array, height: number, width: number): void {
  for (let at = 0, pixel = 0; at < images.length; at += 3, pixel++) {
    const column = pixel % width;
    const row = Math.floor(pixel / width) % height;
    const green = images[at + 1]!;
    images[at] = images[at]! + green + predict(images, at, row, column, width);
    images[at + 1] = green + predict(images, at + 1, row, column, width);
    images[at + 2] = images[at + 2]! + green + predict(images, at + 2, row, column, width);
  }
}
