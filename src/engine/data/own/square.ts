/** A decoded image: RGBA, not premultiplied, row-major. */
export interface RgbaPicture {
  width: number;
  height: number;
  rgba: Uint8Array | Uint8ClampedArray;
}

/**
 * Decodes an image file, completely or its middle square; rejects if it cannot. Browsers and Node have different implementations.
 */
export type DecodeImage = (file: Blob) => Promise<RgbaPicture>;

/**
 * Resizes the middle square of an image, with alpha over white: RGB, [size, size, 3]. Bilinear with antialiasing as in Pillow: each
 * new pixel is a mean of old ones, weighted by a triangle whose width grows with the reduction.
 */
export function toSquare({ width, height, rgba }: RgbaPicture, size: number): Uint8Array {
  const side = Math.min(width, height);
  const left = Math.floor((width - side) / 2);
  const top = Math.floor((height - side) / 2);
  const taps = tapsOf(side, size);

  // Horizontal pass: [side, size, 3].
  const narrow = new Float32Array(side * size * 3);
  for (let y = 0; y < side; y++) {
    const row = (top + y) * width + left;
    for (let x = 0; x < size; x++) {
      const { first, weights } = taps[x]!;
      let [red, green, blue] = [0, 0, 0];
      for (let i = 0; i < weights.length; i++) {
        const at = 4 * (row + first + i);
        const share = (weights[i]! * rgba[at + 3]!) / 255;
        const white = 255 * (weights[i]! - share);
        red += share * rgba[at]! + white;
        green += share * rgba[at + 1]! + white;
        blue += share * rgba[at + 2]! + white;
      }
      narrow.set([red, green, blue], (y * size + x) * 3);
    }
  }
  const square = new Uint8Array(size * size * 3);
  for (let y = 0; y < size; y++) {
    const { first, weights } = taps[y]!;
    for (let i = 0; i < size * 3; i++) {
      let sum = 0;
      for (let j = 0; j < weights.length; j++) sum += weights[j]! * narrow[(first + j) * size * 3 + i]!;
      square[y * size * 3 + i] = Math.round(sum);
    }
  }
  return square;
}

/** For each of `size` new pixels: the first of its old pixels, and their weights, which add up to 1. */
function tapsOf(side: number, size: number): { first: number; weights: Float32Array }[] {
  const scale = side / size;
  const reach = Math.max(1, scale);
  return Array.from({ length: size }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.floor(centre - reach + 0.5));
    const last = Math.min(side, Math.floor(centre + reach + 0.5));
    const weights = Float32Array.from({ length: last - first }, (_, j) =>
      Math.max(0, 1 - Math.abs(first + j + 0.5 - centre) / reach),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return { first, weights: weights.map((weight) => weight / total) };
  });
}
