/** How the heads of one layer are combined into one matrix. */
export type HeadFusion = 'mean' | 'max' | 'min';

export interface RolloutOptions {
  fusion?: HeadFusion;
  /** Share of the lowest attentions of each layer that is dropped first, 0…1. The identity is added afterwards. */
  discard?: number;
}

/**
 * Attention rollout (Abnar and Zuidema 2020): for each layer, combine the heads, add the identity (the residual) and normalise the rows.
 * Then multiply all layers, the last one on the left. Computed in float64.
 *
 * @param layers attention of each layer, [heads, tokens, tokens] row-major, rows are queries
 * @returns [tokens, tokens]; row 0 belongs to the class token, row 1 to the distillation token if there is one
 */
export function rollout(
  layers: readonly ArrayLike<number>[],
  heads: number,
  tokens: number,
  { fusion = 'mean', discard = 0 }: RolloutOptions = {},
): Float64Array {
  let result = identity(tokens);
  for (const layer of layers) {
    const fused = dropLowest(fuseHeads(layer, heads, tokens, fusion), discard);
    for (let i = 0; i < tokens; i++) fused[i * tokens + i]! += 1;
    normaliseRows(fused, tokens);
    result = multiply(fused, result, tokens);
  }
  return result;
}

/** One prefix token's rollout over the patches, [patches]: its row without the columns of the prefix tokens. */
export function patchesOf(rolled: Float64Array, token: number, prefixes: number, tokens: number): Float64Array {
  return rolled.slice(token * tokens + prefixes, (token + 1) * tokens);
}

function fuseHeads(layer: ArrayLike<number>, heads: number, tokens: number, fusion: HeadFusion): Float64Array {
  const size = tokens * tokens;
  return Float64Array.from({ length: size }, (_, i) => {
    let fused = layer[i]!;
    for (let h = 1; h < heads; h++) {
      const value = layer[h * size + i]!;
      if (fusion === 'mean') fused += value;
      else fused = fusion === 'max' ? Math.max(fused, value) : Math.min(fused, value);
    }
    return fusion === 'mean' ? fused / heads : fused;
  });
}

function dropLowest(matrix: Float64Array, share: number): Float64Array {
  const dropped = Math.floor(share * matrix.length);
  const order = Array.from(matrix.keys()).sort((a, b) => matrix[a]! - matrix[b]!);
  for (const i of order.slice(0, dropped)) matrix[i] = 0;
  return matrix;
}

function normaliseRows(matrix: Float64Array, tokens: number): void {
  for (let row = 0; row < tokens; row++) {
    const values = matrix.subarray(row * tokens, (row + 1) * tokens);
    const sum = values.reduce((a, b) => a + b, 0);
    for (let column = 0; column < tokens; column++) values[column]! /= sum;
  }
}

function identity(tokens: number): Float64Array {
  return Float64Array.from({ length: tokens * tokens }, (_, i) => Number(i % (tokens + 1) === 0));
}

function multiply(a: Float64Array, b: Float64Array, tokens: number): Float64Array {
  const product = new Float64Array(tokens * tokens);
  for (let i = 0; i < tokens; i++) {
    for (let k = 0; k < tokens; k++) {
      const factor = a[i * tokens + k]!;
      for (let j = 0; j < tokens; j++) product[i * tokens + j]! += factor * b[k * tokens + j]!;
    }
  }
  return product;
}
