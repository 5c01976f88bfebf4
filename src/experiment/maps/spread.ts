/** How widely attention is spread: by distance in the picture, and by entropy. */

/**
 * Attention distance of one head: the mean over query patches of Σⱼ A_ij·‖p_i − p_j‖, rows renormalised over the patches
 * once the prefix tokens are dropped (ViT, appendix D.7). In patches.
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

/** The distance of attention that is the same everywhere, in patches. */
export function evenDistance(grid: number): number {
  return attentionDistance(new Float32Array(grid ** 4).fill(1), grid, 0);
}

/** Entropy of one token's row in bits: 0 for a look at one token, log₂ T for one at all alike. */
export function attentionEntropy(matrix: ArrayLike<number>, token: number, tokens: number): number {
  let bits = 0;
  for (let j = 0; j < tokens; j++) {
    const share = matrix[token * tokens + j]!;
    if (share > 0) bits -= share * Math.log2(share);
  }
  return bits;
}
