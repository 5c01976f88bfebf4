/** Cubic convolution coefficient of PyTorch's and most image libraries' bicubic interpolation. */
const CUBIC = -0.75;

function cubicWeight(distance: number): number {
  const x = Math.abs(distance);
  if (x <= 1) return (CUBIC + 2) * x ** 3 - (CUBIC + 3) * x ** 2 + 1;
  if (x < 2) return CUBIC * x ** 3 - 5 * CUBIC * x ** 2 + 8 * CUBIC * x - 4 * CUBIC;
  return 0;
}

/** Four border-replicated source indices and their weights for each target index (half-pixel centres, no antialiasing). */
function taps(from: number, to: number): { index: number; weight: number }[][] {
  return Array.from({ length: to }, (_, i) => {
    const position = ((i + 0.5) * from) / to - 0.5;
    const first = Math.floor(position) - 1;
    return Array.from({ length: 4 }, (_, k) => ({
      index: Math.min(from - 1, Math.max(0, first + k)),
      weight: cubicWeight(position - (first + k)),
    }));
  });
}

/**
 * Position embeddings for another resolution (paper, section 3; `F.interpolate(bicubic, align_corners=False)`): the prefix
 * tokens' rows stay, the patches' grid is resized.
 *
 * @param embedding [prefixes + from², dim]
 * @returns [prefixes + to², dim]
 */
export function resizePosEmbed(
  embedding: Float32Array,
  dim: number,
  prefixes: number,
  from: number,
  to: number,
): Float32Array {
  const resized = new Float32Array((prefixes + to * to) * dim);
  resized.set(embedding.subarray(0, prefixes * dim));
  const lines = taps(from, to);
  for (let row = 0; row < to; row++) {
    for (let column = 0; column < to; column++) {
      const target = (prefixes + row * to + column) * dim;
      for (let d = 0; d < dim; d++) {
        let value = 0;
        for (const y of lines[row]!) {
          let line = 0;
          for (const x of lines[column]!) {
            line += x.weight * embedding[(prefixes + y.index * from + x.index) * dim + d]!;
          }
          value += y.weight * line;
        }
        resized[target + d] = value;
      }
    }
  }
  return resized;
}
