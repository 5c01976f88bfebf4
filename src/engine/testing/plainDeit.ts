import type { DataShape } from '../../experiment/config';
import type { StudentShape } from '../../experiment/student/shape';

type Rows = Float64Array<ArrayBuffer>;

/** What is added to an attention probability before it weighs the values. */
export type AttentionChange = (block: number, head: number, query: number, key: number) => number;

export interface PlainForward {
  /** Logits of the class head, [classes]. */
  cls: Rows;
  /** Logits of the distillation head, [classes]; null without a distillation token. */
  dist: Rows | null;
  /** Attention probabilities of each block, [H, T, T], without what `change` adds. */
  attention: Rows[];
  /** The tokens before the first block and after each block, [T, D]. */
  tokens: Rows[];
}

/**
 * DeiT's forward pass of one picture in float64 and plain loops. The tests compare the engine's logits, attention and
 * gradients with it. It is written from the paper and shares only the names of the parameters with the engine.
 *
 * @param picture [S, S, C], normalised
 * @param change perturbs the attention, for gradients by central differences
 */
export function plainDeit(
  picture: ArrayLike<number>,
  shape: StudentShape,
  { channels, classes }: DataShape,
  weights: ReadonlyMap<string, ArrayLike<number>>,
  change?: AttentionChange,
): PlainForward {
  const { imageSize, patchSize, dim, depth, heads, distToken } = shape;
  const w = (name: string) => weights.get(name)!;
  const linear = (x: Rows, name: string) => product(x, w(`${name}.weight`), w(`${name}.bias`));
  const norm = (x: Rows, name: string) => layerNorm(x, w(`${name}.weight`), w(`${name}.bias`));

  const prefix = [...Array.from(w('cls_token')), ...(distToken ? Array.from(w('dist_token')) : [])];
  const patches = patchRows(picture, imageSize, patchSize, channels);
  let x = Float64Array.from([...prefix, ...linear(patches, 'patch_embed.proj')], (v, i) => v + w('pos_embed')[i]!);
  const attention: Rows[] = [];
  const states = [x];
  for (let i = 0; i < depth; i++) {
    const block = `blocks.${i}`;
    const qkv = linear(norm(x, `${block}.norm1`), `${block}.attn.qkv`);
    const attended = attend(qkv, dim, heads, change && ((...at) => change(i, ...at)));
    attention.push(attended.probabilities);
    x = sum(x, linear(attended.mixed, `${block}.attn.proj`));
    const hidden = linear(norm(x, `${block}.norm2`), `${block}.mlp.fc1`).map(gelu);
    x = sum(x, linear(hidden, `${block}.mlp.fc2`));
    states.push(x);
  }
  const normed = norm(x, 'norm');
  const head = (name: string, token: number) =>
    linear(normed.slice(token * dim, (token + 1) * dim), name).subarray(0, classes);
  return { cls: head('head', 0), dist: distToken ? head('head_dist', 1) : null, attention, tokens: states };
}

/** One row per patch, channels outermost, in the order of the convolution's weights. */
function patchRows(picture: ArrayLike<number>, size: number, patch: number, channels: number): Rows {
  const grid = size / patch;
  const rows: number[] = [];
  for (let p = 0; p < grid * grid; p++) {
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < patch * patch; i++) {
        const y = Math.floor(p / grid) * patch + Math.floor(i / patch);
        const x = (p % grid) * patch + (i % patch);
        rows.push(picture[(y * size + x) * channels + c]!);
      }
    }
  }
  return Float64Array.from(rows);
}

/** x·Wᵀ + b of every row; W is out × in. */
function product(x: Rows, weight: ArrayLike<number>, bias: ArrayLike<number>): Rows {
  const outputs = bias.length;
  const inputs = weight.length / outputs;
  const rows = x.length / inputs;
  const matrix = Float64Array.from(weight);
  const result = new Float64Array(rows * outputs);
  for (let r = 0; r < rows; r++) {
    for (let o = 0; o < outputs; o++) {
      let value = bias[o]!;
      for (let i = 0; i < inputs; i++) value += x[r * inputs + i]! * matrix[o * inputs + i]!;
      result[r * outputs + o] = value;
    }
  }
  return result;
}

function layerNorm(x: Rows, gamma: ArrayLike<number>, beta: ArrayLike<number>): Rows {
  const dim = gamma.length;
  const result = new Float64Array(x.length);
  for (let start = 0; start < x.length; start += dim) {
    const row = x.subarray(start, start + dim);
    const mean = row.reduce((a, b) => a + b, 0) / dim;
    const variance = row.reduce((a, b) => a + (b - mean) ** 2, 0) / dim;
    for (let i = 0; i < dim; i++)
      result[start + i] = ((row[i]! - mean) / Math.sqrt(variance + 1e-6)) * gamma[i]! + beta[i]!;
  }
  return result;
}

/** @param qkv [T, 3·D] with columns q|k|v, each head after head */
function attend(
  qkv: Rows,
  dim: number,
  heads: number,
  change?: (head: number, query: number, key: number) => number,
): { mixed: Rows; probabilities: Rows } {
  const tokens = qkv.length / (3 * dim);
  const width = dim / heads;
  const at = (token: number, part: number, head: number) => (token * 3 + part) * dim + head * width;
  const mixed = new Float64Array(tokens * dim);
  const probabilities = new Float64Array(heads * tokens * tokens);
  for (let h = 0; h < heads; h++) {
    for (let query = 0; query < tokens; query++) {
      const row = probabilities.subarray((h * tokens + query) * tokens, (h * tokens + query + 1) * tokens);
      for (let key = 0; key < tokens; key++) {
        let score = 0;
        for (let d = 0; d < width; d++) score += qkv[at(query, 0, h) + d]! * qkv[at(key, 1, h) + d]!;
        row[key] = score / Math.sqrt(width);
      }
      const max = Math.max(...row);
      for (let key = 0; key < tokens; key++) row[key] = Math.exp(row[key]! - max);
      const total = row.reduce((a, b) => a + b, 0);
      for (let key = 0; key < tokens; key++) {
        row[key]! /= total;
        const weight = row[key]! + (change?.(h, query, key) ?? 0);
        for (let d = 0; d < width; d++) mixed[query * dim + h * width + d]! += weight * qkv[at(key, 2, h) + d]!;
      }
    }
  }
  return { mixed, probabilities };
}

function sum(a: Rows, b: Rows): Rows {
  return a.map((value, i) => value + b[i]!);
}

function gelu(x: number): number {
  return (x / 2) * (1 + erf(x * Math.SQRT1_2));
}

/** By its power series, 2/√π·e^(−x²)·Σ 2ⁿx²ⁿ⁺¹/(1·3·…·(2n+1)); beyond 6 it is ±1 in float64. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let total = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(total); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}
