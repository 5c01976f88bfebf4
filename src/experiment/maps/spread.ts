/** How widely attention is spread, measured by distance in the image and by entropy. */

/**
 * Attention distance of one head in patches: the mean over query patches of Σⱼ A_ij·‖p_i − p_j‖. The prefix tokens are dropped and
 * the rows renormalised over the patches (ViT, appendix D.7).
 *
 * @param matrix [T, T] row-major, rows are queries; T = prefixes + grid²
 */
export function attentionDistance(matrix: ArrayLike<number>, grid: number, prefixes: number): number {
  const patches = grid * grid;
  const tokens = patches + prefixes;
  let total = 0;
  for (let i = 0; i < patches; i++) {
    const row = (i + prefixes) * tokens + prefixes;
    let far = 0;
    let sum = 0;
    for (let j = 0; j < patches; j++) {
      const weight = matrix[row + j]!;
      far += weight * Math.hypot(Math.floor(i / grid) - Math.floor(j / grid), (i % grid) - (j % grid));
      sum += weight;
    }
    total += sum > 0 ? far / sum : 0;
  }
  return total / patches;
}

/** The attention distance of uniform attention, in patches. */
export function evenDistance(grid: number): number {
  return attentionDistance(new Float32Array(grid ** 4).fill(1), grid, 0);
}

/** Entropy of one token's row in bits: 0 if it attends to one token, log₂ T if it attends to all equally. */
export function attentionEntropy(matrix: ArrayLike<number>, token: number, tokens: number): number {
  let bits = 0;
  for (let j = 0; j < tokens; j++) {
    const share = matrix[token * tokens + j]!;
    if (share > 0) bits -= share * Math.log2(share);
  }
  return bits;
}
